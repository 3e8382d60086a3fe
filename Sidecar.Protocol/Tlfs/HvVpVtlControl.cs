using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Why a VTL was entered, and registers that the VTL switch itself needs; on the VP assist page.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
[WireLayout(24)]
public struct HvVpVtlControl
{
    /// <summary>Why this VTL runs now.</summary>
    [FieldOffset(0)]
    public HvVtlEntryReason EntryReason;

    /// <summary>Non-zero: an interrupt for this VTL waits while a lower one runs.</summary>
    [FieldOffset(4)]
    public byte VinaStatus;

    /// <summary>Zero.</summary>
    [FieldOffset(5)]
    public byte ReservedZ0;

    /// <summary>Zero.</summary>
    [FieldOffset(6)]
    public ushort ReservedZ1;

    /// <summary>RAX and RCX of the lower VTL, which the VTL return loads.</summary>
    [FieldOffset(8)]
    public Array2<ulong> Registers;
}
