namespace Sidecar.Boot.Acpi;

/// <summary>Why an ACPI table was refused.</summary>
public enum AcpiProblem
{
    /// <summary>It is fine.</summary>
    None = 0,

    /// <summary>The loader gave no root pointer, and there is none in the BIOS area.</summary>
    NoRootPointer,

    /// <summary>A table lies outside of mapped memory; the value is its address.</summary>
    Unreachable,

    /// <summary>The root pointer's signature is not "RSD PTR "; the value is its address.</summary>
    RootPointerSignature,

    /// <summary>A root pointer whose bytes do not add up to 0; the value is its address.</summary>
    RootPointerChecksum,

    /// <summary>A table has another signature than the one expected; the value is its address.</summary>
    Signature,

    /// <summary>A table's length makes no sense; the value is the length.</summary>
    Length,

    /// <summary>The bytes of a table do not add up to 0; the value is the sum.</summary>
    Checksum,

    /// <summary>The root table does not list the table.</summary>
    Missing,

    /// <summary>An entry of a table is shorter than its kind or runs past the end; the value is its offset.</summary>
    EntryLength,

    /// <summary>There are more processors than there is room for; the value is how many there is room for.</summary>
    TooManyProcessors,

    /// <summary>The table names no processor that can be used.</summary>
    NoProcessors,

    /// <summary>The processor that boots is not in the table; the value is its APIC id.</summary>
    NoBootProcessor,

    /// <summary>There are more NUMA nodes than there is room for; the value is how many there is room for.</summary>
    TooManyNumaNodes,

    /// <summary>There are more memory ranges than there is room for; the value is how many there is room for.</summary>
    TooManyMemoryRanges,
}
