using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Head of a synthetic message.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvMessageHeader
{
    /// <summary>What kind.</summary>
    [FieldOffset(0)]
    public HvMessageType Typ;

    /// <summary>Bytes of payload.</summary>
    [FieldOffset(4)]
    public byte Len;

    /// <summary>Flags.</summary>
    [FieldOffset(5)]
    public HvMessageFlags Flags;

    /// <summary>Zero.</summary>
    [FieldOffset(6)]
    public ushort Rsvd;

    /// <summary>Sender or port, by kind.</summary>
    [FieldOffset(8)]
    public ulong Id;
}
