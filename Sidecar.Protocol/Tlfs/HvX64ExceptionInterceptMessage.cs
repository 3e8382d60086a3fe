using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>An exception in VTL0.</summary>
[StructLayout(LayoutKind.Explicit, Size = 240)]
[WireLayout(240)]
public struct HvX64ExceptionInterceptMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;

    /// <summary>Exception vector.</summary>
    [FieldOffset(40)]
    public ushort Vector;

    /// <summary>What is valid.</summary>
    [FieldOffset(42)]
    public HvX64ExceptionInfo ExceptionInfo;

    /// <summary>Valid bytes in <see cref="InstructionBytes"/>.</summary>
    [FieldOffset(43)]
    public byte InstructionByteCount;

    /// <summary>Error code, when valid.</summary>
    [FieldOffset(44)]
    public uint ErrorCode;

    /// <summary>CR2 for a page fault, DR6 for a debug exception.</summary>
    [FieldOffset(48)]
    public ulong ExceptionParameter;

    /// <summary>Zero.</summary>
    [FieldOffset(56)]
    public ulong Reserved;

    [FieldOffset(64)]
    public Array16<byte> InstructionBytes;

    [FieldOffset(80)]
    public HvX64SegmentRegister DsSegment;

    [FieldOffset(96)]
    public HvX64SegmentRegister SsSegment;

    [FieldOffset(112)]
    public ulong Rax;

    [FieldOffset(120)]
    public ulong Rcx;

    [FieldOffset(128)]
    public ulong Rdx;

    [FieldOffset(136)]
    public ulong Rbx;

    [FieldOffset(144)]
    public ulong Rsp;

    [FieldOffset(152)]
    public ulong Rbp;

    [FieldOffset(160)]
    public ulong Rsi;

    [FieldOffset(168)]
    public ulong Rdi;

    [FieldOffset(176)]
    public ulong R8;

    [FieldOffset(184)]
    public ulong R9;

    [FieldOffset(192)]
    public ulong R10;

    [FieldOffset(200)]
    public ulong R11;

    [FieldOffset(208)]
    public ulong R12;

    [FieldOffset(216)]
    public ulong R13;

    [FieldOffset(224)]
    public ulong R14;

    [FieldOffset(232)]
    public ulong R15;
}
