using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Input of HvCallStartVirtualProcessor: makes a VP run from the given state.</summary>
[StructLayout(LayoutKind.Explicit, Size = 240)]
[WireLayout(240)]
public struct StartVirtualProcessorX64
{
    /// <summary>Partition, or <see cref="Hv.PartitionIdSelf"/>.</summary>
    [FieldOffset(0)]
    public ulong PartitionId;

    /// <summary>VP to start.</summary>
    [FieldOffset(8)]
    public uint VpIndex;

    /// <summary>VTL it starts in.</summary>
    [FieldOffset(12)]
    public byte TargetVtl;

    /// <summary>Zero.</summary>
    [FieldOffset(13)]
    public byte Rsvd0;

    /// <summary>Zero.</summary>
    [FieldOffset(14)]
    public ushort Rsvd1;

    /// <summary>Registers it starts with.</summary>
    [FieldOffset(16)]
    public InitialVpContextX64 VpContext;
}
