using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Input of HvCallEnablePartitionVtl: gives the partition a further VTL.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct EnablePartitionVtl
{
    /// <summary>Partition, or <see cref="Hv.PartitionIdSelf"/>.</summary>
    [FieldOffset(0)]
    public ulong PartitionId;

    /// <summary>VTL to enable.</summary>
    [FieldOffset(8)]
    public byte TargetVtl;

    /// <summary>What else.</summary>
    [FieldOffset(9)]
    public EnablePartitionVtlFlags Flags;

    /// <summary>Zero.</summary>
    [FieldOffset(10)]
    public ushort ReservedZ0;

    /// <summary>Zero.</summary>
    [FieldOffset(12)]
    public uint ReservedZ1;
}
