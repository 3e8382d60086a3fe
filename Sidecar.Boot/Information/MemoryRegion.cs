using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Information;

/// <summary>One entry of the firmware's memory map.</summary>
public struct MemoryRegion
{
    /// <summary>The value of <see cref="Kind"/> for memory that is free to use; PVH and Multiboot2 agree with the BIOS's E820 on it.</summary>
    public const uint Usable = 1;

    /// <summary>Where it lies.</summary>
    public PhysicalRange Range;

    /// <summary>E820 type: 1 usable, 2 reserved, 3 ACPI tables, 4 ACPI non-volatile, 5 bad.</summary>
    public uint Kind;
}
