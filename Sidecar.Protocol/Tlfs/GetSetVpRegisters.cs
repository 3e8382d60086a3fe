using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Input head of HvCallGetVpRegisters (names follow) and HvCallSetVpRegisters (name and value pairs follow).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct GetSetVpRegisters
{
    /// <summary>Partition, or <see cref="Hv.PartitionIdSelf"/>.</summary>
    [FieldOffset(0)]
    public ulong PartitionId;

    /// <summary>VP, or <see cref="Hv.VpIndexSelf"/>.</summary>
    [FieldOffset(8)]
    public uint VpIndex;

    /// <summary>Whose registers.</summary>
    [FieldOffset(12)]
    public HvInputVtl TargetVtl;

    /// <summary>Zero.</summary>
    [FieldOffset(13)]
    public Array3<byte> Rsvd;
}
