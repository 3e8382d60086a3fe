using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Pages;

/// <summary>One node, as the kernel is told of it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
[WireLayout(24)]
public struct SidecarNodeParams
{
    /// <summary>Physical address of the node's memory, page-aligned.</summary>
    [FieldOffset(0)]
    public ulong MemoryBase;

    /// <summary>Bytes of it, whole pages.</summary>
    [FieldOffset(8)]
    public ulong MemorySize;

    /// <summary>Index of the node's first VP, which stays with the host kernel.</summary>
    [FieldOffset(16)]
    public uint BaseVp;

    /// <summary>Number of VPs in the node, the base VP included.</summary>
    [FieldOffset(20)]
    public uint VpCount;
}
