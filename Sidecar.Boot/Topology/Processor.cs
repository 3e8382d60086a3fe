namespace Sidecar.Boot.Topology;

/// <summary>One processor. Its VP index is its place in <see cref="MachineTopology.Processors"/>.</summary>
public struct Processor
{
    /// <summary>x2APIC id.</summary>
    public uint ApicId;

    /// <summary>NUMA node, as ACPI numbers proximity domains.</summary>
    public uint NumaNode;

    /// <summary>Place of the NUMA node in the order of VPs.</summary>
    public int NumaRank;
}
