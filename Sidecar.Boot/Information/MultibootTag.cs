namespace Sidecar.Boot.Information;

/// <summary>The Multiboot2 tags that are read (Multiboot2 specification 2.0, section 3.6).</summary>
public enum MultibootTag : uint
{
    /// <summary>The last tag.</summary>
    End = 0,

    /// <summary>Command line.</summary>
    CommandLine = 1,

    /// <summary>A module.</summary>
    Module = 3,

    /// <summary>Memory map.</summary>
    MemoryMap = 6,

    /// <summary>Copy of an ACPI 1.0 root pointer.</summary>
    AcpiOld = 14,

    /// <summary>Copy of an ACPI 2.0 root pointer.</summary>
    AcpiNew = 15,
}
