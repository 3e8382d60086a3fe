namespace Sidecar.Boot.Linux;

/// <summary>Why Linux cannot be started.</summary>
public enum LinuxProblem
{
    /// <summary>It can.</summary>
    None = 0,

    /// <summary>No module is named <c>linux</c>.</summary>
    NoModule,

    /// <summary>The module lies outside of mapped memory; the value is its address.</summary>
    ModuleUnreachable,

    /// <summary>The file is no bzImage: too short, or without the boot sector's or the setup header's signature; the value is its length.</summary>
    NoImage,

    /// <summary>The boot protocol is older than 2.14, which brought <c>acpi_rsdp_addr</c>; the value is its version.</summary>
    Protocol,

    /// <summary>The kernel has no 64-bit entry; the value is <c>xloadflags</c>.</summary>
    No64BitEntry,

    /// <summary>The kernel cannot be moved; the value is the address at which it wants to be.</summary>
    NotRelocatable,

    /// <summary>The real-mode part is longer than the file; the value is its sectors.</summary>
    SetupLength,

    /// <summary>Alignment or memory need make no sense; the value is the need.</summary>
    Size,

    /// <summary>The command line is too long; the value is what the kernel takes.</summary>
    CommandLine,

    /// <summary>Too little memory in one piece; the value is how many bytes are needed.</summary>
    Memory,

    /// <summary>The memory map is in more pieces than <c>boot_params</c> has room for; the value is that room.</summary>
    MemoryMap,

    /// <summary>The firmware's ACPI tables cannot be read, so nothing can be added to them.</summary>
    Acpi,

    /// <summary>The sidecar kernel says that its pages are where its node's memory is not; the value is the node.</summary>
    NodePages,
}
