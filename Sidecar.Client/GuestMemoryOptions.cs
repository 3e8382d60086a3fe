using System.Collections.Generic;

namespace Sidecar.Client;

/// <summary>Where VTL0's memory is found. The defaults are a real machine's.</summary>
public sealed record GuestMemoryOptions
{
    /// <summary>The device: a mapping of it at an offset is the memory at that guest physical address.</summary>
    public string DevicePath { get; init; } = "/dev/mshv_vtl_low";

    /// <summary>The ranges; null for the memory of the ACPI device SDCR0002: its resources in sysfs if they are there, else in the table of all of Linux's.</summary>
    public IReadOnlyList<GuestMemoryRange>? Ranges { get; init; }

    /// <summary>Where sysfs is mounted.</summary>
    public string SysfsPath { get; init; } = "/sys";

    /// <summary>Linux's table of memory. Only root sees addresses in it.</summary>
    public string IomemPath { get; init; } = "/proc/iomem";
}
