using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>A system segment descriptor of 64-bit mode (TSS, LDT): two GDT slots.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct LargeGdtEntry
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

    [FieldOffset(8)]
    public uint BaseUpper;

    /// <summary>Zero.</summary>
    [FieldOffset(12)]
    public uint Mbz;

    /// <summary>A system segment.</summary>
    /// <param name="base">Linear base.</param>
    /// <param name="limit">Limit as the descriptor holds it, 20 bits.</param>
    /// <param name="attributes">Type, DPL, present.</param>
    public static LargeGdtEntry SystemSegment(ulong @base, uint limit, SegmentAttributes attributes) => new()
    {
        LimitLow = (ushort)limit,
        BaseLow = (ushort)@base,
        BaseMiddle = (byte)(@base >> 16),
        AttrLow = (byte)attributes.Raw,
        AttrHigh = (byte)(((uint)attributes.Raw >> 8 & 0xf0) | (limit >> 16 & 0xf)),
        BaseHigh = (byte)(@base >> 24),
        BaseUpper = (uint)(@base >> 32),
    };
}
