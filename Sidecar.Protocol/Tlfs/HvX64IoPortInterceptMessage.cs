using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A port access that VTL0 may not make by itself.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
[WireLayout(128)]
public struct HvX64IoPortInterceptMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;

    /// <summary>Port.</summary>
    [FieldOffset(40)]
    public ushort PortNumber;

    /// <summary>Size and kind of access.</summary>
    [FieldOffset(42)]
    public HvX64IoPortAccessInfo AccessInfo;

    /// <summary>Valid bytes in <see cref="InstructionBytes"/>.</summary>
    [FieldOffset(43)]
    public byte InstructionByteCount;

    /// <summary>Zero.</summary>
    [FieldOffset(44)]
    public uint Reserved;

    [FieldOffset(48)]
    public ulong Rax;

    [FieldOffset(56)]
    public Array16<byte> InstructionBytes;

    [FieldOffset(72)]
    public HvX64SegmentRegister DsSegment;

    [FieldOffset(88)]
    public HvX64SegmentRegister EsSegment;

    [FieldOffset(104)]
    public ulong Rcx;

    [FieldOffset(112)]
    public ulong Rsi;

    [FieldOffset(120)]
    public ulong Rdi;
}
