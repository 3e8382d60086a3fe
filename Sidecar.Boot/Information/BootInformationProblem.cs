namespace Sidecar.Boot.Information;

/// <summary>Why boot information was refused.</summary>
public enum BootInformationProblem
{
    /// <summary>It is fine.</summary>
    None = 0,

    /// <summary>The structure, or a table it points to, lies outside of mapped memory; the value is its address.</summary>
    Unreachable,

    /// <summary>PVH: the magic number is wrong; the value is what was found.</summary>
    Magic,

    /// <summary>PVH: version 0 has no memory map; the value is the version.</summary>
    Version,

    /// <summary>Multiboot2: the total size makes no sense; the value is the size.</summary>
    TotalSize,

    /// <summary>Multiboot2: a tag is shorter than its header or runs past the end; the value is its offset.</summary>
    TagSize,

    /// <summary>Multiboot2: entries of the memory map are smaller than specified; the value is the size given.</summary>
    RegionSize,

    /// <summary>There are more memory map entries than are kept; the value is how many are.</summary>
    TooManyRegions,

    /// <summary>There are more modules than are kept; the value is how many are.</summary>
    TooManyModules,

    /// <summary>A module ends before it starts; the value is its start.</summary>
    ModuleRange,

    /// <summary>There is no memory map at all.</summary>
    NoMemoryMap,

    /// <summary>Neither PVH nor Multiboot2 entered the image; the value is what the entry point was told.</summary>
    Protocol,

    /// <summary>An archive has something else where the header of a member should be; the value is the offset in it.</summary>
    ArchiveHeader,

    /// <summary>The name of an archive's member does not end in a zero within the archive; the value is the member's offset.</summary>
    ArchiveName,

    /// <summary>An archive ends before the data of a member does; the value is the member's offset.</summary>
    ArchiveSize,
}
