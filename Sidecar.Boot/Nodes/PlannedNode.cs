using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Nodes;

/// <summary>One sidecar node, before the kernel knows of it.</summary>
public struct PlannedNode
{
    /// <summary>Index of its first VP, which stays with the host.</summary>
    public int BaseVp;

    /// <summary>VPs, the base VP included.</summary>
    public int VpCount;

    /// <summary>NUMA node of its VPs.</summary>
    public uint NumaNode;

    /// <summary>Its memory; empty until allocated.</summary>
    public PhysicalRange Memory;

    /// <summary>NUMA node of its memory.</summary>
    public uint MemoryNumaNode;
}
