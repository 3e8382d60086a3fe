using System.Runtime.InteropServices;

namespace Sidecar.Cosmos.Boot;

/// <summary>What the kernel keeps of a node, 64 bytes so that two nodes' fan-out counters do not share a cache line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public struct NodeState
{
    /// <summary>Physical address of the node's memory.</summary>
    [FieldOffset(0)]
    public ulong MemoryBase;

    /// <summary>VP index of the node's first VP.</summary>
    [FieldOffset(8)]
    public uint BaseVp;

    /// <summary>VPs in the node, the base VP included.</summary>
    [FieldOffset(12)]
    public uint VpCount;

    /// <summary>The next VP of the node that nobody has claimed for starting. Only ever incremented.</summary>
    [FieldOffset(16)]
    public uint NextVp;

    /// <summary>Pages of trace ring that a VP of this node has.</summary>
    [FieldOffset(20)]
    public uint TracePages;
}
