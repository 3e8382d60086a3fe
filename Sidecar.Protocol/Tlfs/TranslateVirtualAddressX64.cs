using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Input of HvCallTranslateVirtualAddress and its extended form.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
[WireLayout(32)]
public struct TranslateVirtualAddressX64
{
    /// <summary>Partition, or <see cref="Hv.PartitionIdSelf"/>.</summary>
    [FieldOffset(0)]
    public ulong PartitionId;

    /// <summary>VP whose page tables to walk.</summary>
    [FieldOffset(8)]
    public uint VpIndex;

    /// <summary>Zero.</summary>
    [FieldOffset(12)]
    public uint Reserved;

    /// <summary>What to check, and as whom.</summary>
    [FieldOffset(16)]
    public TranslateGvaControlFlagsX64 ControlFlags;

    /// <summary>Guest virtual page number.</summary>
    [FieldOffset(24)]
    public ulong GvaPage;
}
