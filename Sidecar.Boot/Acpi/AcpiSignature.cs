namespace Sidecar.Boot.Acpi;

/// <summary>Four-letter names of the tables that are read or written, as the little-endian number that their letters make.</summary>
public enum AcpiSignature : uint
{
    /// <summary>No table.</summary>
    None = 0,

    /// <summary>"RSDT", the root table of ACPI 1.0.</summary>
    Rsdt = 0x5444_5352,

    /// <summary>"XSDT", the root table since ACPI 2.0.</summary>
    Xsdt = 0x5444_5358,

    /// <summary>"APIC": the Multiple APIC Description Table, the processors.</summary>
    Madt = 0x4349_5041,

    /// <summary>"SRAT": the System Resource Affinity Table, the NUMA nodes.</summary>
    Srat = 0x5441_5253,

    /// <summary>"SSDT": a Secondary System Description Table, further devices.</summary>
    Ssdt = 0x5444_5353,
}
