using System.Collections.Generic;

namespace Sidecar.Client;

/// <summary>Where VTL0's memory is found. The defaults are a real machine's.</summary>
public sealed record GuestMemoryOptions
{
    /// <summary>The device: a mapping of it at an offset is the memory at that guest physical address.</summary>
    public string DevicePath { get; init; } = "/dev/mshv_vtl_low";

    /// <summary>The ranges; null to read them from sysfs, where the ACPI device SDCR0002 has them as its resources.</summary>
    public IReadOnlyList<GuestMemoryRange>? Ranges { get; init; }

    /// <summary>Where sysfs is mounted.</summary>
    public string SysfsPath { get; init; } = "/sys";
}
