namespace Sidecar.Boot.Memory;

/// <summary>Whole pages that nobody uses.</summary>
public struct FreeRange
{
    /// <summary>Where they lie.</summary>
    public PhysicalRange Range;

    /// <summary>Their NUMA node, or <see cref="PageAllocator.NoNumaNode"/>.</summary>
    public uint NumaNode;
}
