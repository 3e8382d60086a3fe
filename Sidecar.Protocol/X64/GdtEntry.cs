using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>A segment descriptor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct GdtEntry
{
    [FieldOffset(0)]
    public ushort LimitLow;

    [FieldOffset(2)]
    public ushort BaseLow;

    [FieldOffset(4)]
    public byte BaseMiddle;

    [FieldOffset(5)]
    public byte AttrLow;

    [FieldOffset(6)]
    public byte AttrHigh;

    [FieldOffset(7)]
    public byte BaseHigh;

    /// <summary>A code or data segment.</summary>
    /// <param name="base">Linear base.</param>
    /// <param name="limit">Limit as the descriptor holds it: 20 bits, in pages when the granularity attribute is set.</param>
    /// <param name="attributes">Type, DPL, present, size.</param>
    public static GdtEntry Segment(uint @base, uint limit, SegmentAttributes attributes) => new()
    {
        LimitLow = (ushort)limit,
        BaseLow = (ushort)@base,
        BaseMiddle = (byte)(@base >> 16),
        AttrLow = (byte)attributes.Raw,
        AttrHigh = (byte)(((uint)attributes.Raw >> 8 & 0xf0) | (limit >> 16 & 0xf)),
        BaseHigh = (byte)(@base >> 24),
    };
}
