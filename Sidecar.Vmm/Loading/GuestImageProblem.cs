namespace Sidecar.Vmm.Loading;

/// <summary>Why a file is no guest.</summary>
public enum GuestImageProblem
{
    /// <summary>It is one.</summary>
    None = 0,

    /// <summary>Its name ends neither in .elf nor in .bin.</summary>
    UnknownKind,

    /// <summary>A flat image is empty or longer than 64 KiB.</summary>
    FlatSize,

    /// <summary>The file ends before its ELF header.</summary>
    TooShort,

    /// <summary>It has no ELF magic number.</summary>
    NotElf,

    /// <summary>It is not 64-bit, little-endian, of the current version.</summary>
    NotElf64,

    /// <summary>It is not an executable that is linked at a fixed address (ET_EXEC).</summary>
    NotExecutable,

    /// <summary>It is not for x86-64.</summary>
    NotX64,

    /// <summary>Its program headers lie outside the file, or are too many, or of another size.</summary>
    ProgramHeaders,

    /// <summary>It wants a dynamic loader or an interpreter.</summary>
    Dynamic,

    /// <summary>A segment's bytes lie outside the file, or are more than it has in memory.</summary>
    SegmentInFile,

    /// <summary>A segment lies outside the addresses of an image.</summary>
    SegmentAddress,

    /// <summary>Two segments overlap.</summary>
    SegmentsOverlap,

    /// <summary>There is no segment.</summary>
    NoSegment,

    /// <summary>The entry point is not in a segment that may be executed.</summary>
    Entry,
}
