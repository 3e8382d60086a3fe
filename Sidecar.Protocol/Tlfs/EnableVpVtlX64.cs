using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Input of HvCallEnableVpVtl: gives a VP a further VTL.</summary>
[StructLayout(LayoutKind.Explicit, Size = 240)]
[WireLayout(240)]
public struct EnableVpVtlX64
{
    /// <summary>Partition, or <see cref="Hv.PartitionIdSelf"/>.</summary>
    [FieldOffset(0)]
    public ulong PartitionId;

    /// <summary>VP.</summary>
    [FieldOffset(8)]
    public uint VpIndex;

    /// <summary>VTL to enable.</summary>
    [FieldOffset(12)]
    public byte TargetVtl;

    /// <summary>Zero.</summary>
    [FieldOffset(13)]
    public Array3<byte> Reserved;

    /// <summary>Registers the VTL starts with.</summary>
    [FieldOffset(16)]
    public InitialVpContextX64 VpVtlContext;
}
