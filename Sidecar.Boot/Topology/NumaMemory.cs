using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Topology;

/// <summary>Memory of a NUMA node.</summary>
public struct NumaMemory
{
    /// <summary>Where it lies.</summary>
    public PhysicalRange Range;

    /// <summary>NUMA node, as ACPI numbers proximity domains.</summary>
    public uint NumaNode;
}
