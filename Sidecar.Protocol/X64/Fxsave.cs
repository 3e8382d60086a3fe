using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>What FXSAVE64 writes. The memory must be 16-byte aligned.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
[WireLayout(512)]
public struct Fxsave
{
    /// <summary>x87 control word after FNINIT (AMD APM 2, 14.1.3).</summary>
    public const ushort InitialFcw = 0x37f;

    /// <summary>MXCSR after reset.</summary>
    public const uint InitialMxcsr = 0x1f80;

    /// <summary>x87 control word.</summary>
    [FieldOffset(0)]
    public ushort Fcw;

    /// <summary>x87 status word.</summary>
    [FieldOffset(2)]
    public ushort Fsw;

    /// <summary>x87 tag word, abridged.</summary>
    [FieldOffset(4)]
    public byte Ftw;

    /// <summary>Zero.</summary>
    [FieldOffset(5)]
    public byte Reserved;

    /// <summary>x87 opcode.</summary>
    [FieldOffset(6)]
    public ushort Fop;

    /// <summary>x87 instruction pointer.</summary>
    [FieldOffset(8)]
    public ulong Fip;

    /// <summary>x87 data pointer.</summary>
    [FieldOffset(16)]
    public ulong Fdp;

    /// <summary>SSE control and status.</summary>
    [FieldOffset(24)]
    public uint Mxcsr;

    /// <summary>MXCSR bits this CPU has.</summary>
    [FieldOffset(28)]
    public uint MxcsrMask;

    /// <summary>ST0 to ST7, ten bytes each.</summary>
    [FieldOffset(32)]
    public Array8<Array16<byte>> St;

    /// <summary>XMM0 to XMM15.</summary>
    [FieldOffset(160)]
    public Array16<Array16<byte>> Xmm;

    /// <summary>Zero.</summary>
    [FieldOffset(416)]
    public Array48<byte> Reserved2;

    /// <summary>Free for software.</summary>
    [FieldOffset(464)]
    public Array48<byte> Unused;
}
