using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Head of every intercept message: where the guest was.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
[WireLayout(40)]
public struct HvX64InterceptMessageHeader
{
    /// <summary>VP that was intercepted.</summary>
    [FieldOffset(0)]
    public uint VpIndex;

    /// <summary>Bits 0 to 3: instruction length, 0 when unknown; bits 4 to 7: CR8.</summary>
    [FieldOffset(4)]
    public byte InstructionLengthAndCr8;

    /// <summary>Read, write or execute.</summary>
    [FieldOffset(5)]
    public HvInterceptAccessType InterceptAccessType;

    /// <summary>Mode of the VP.</summary>
    [FieldOffset(6)]
    public HvX64VpExecutionState ExecutionState;

    /// <summary>CS.</summary>
    [FieldOffset(8)]
    public HvX64SegmentRegister CsSegment;

    /// <summary>Address of the instruction.</summary>
    [FieldOffset(24)]
    public ulong Rip;

    /// <summary>Flags.</summary>
    [FieldOffset(32)]
    public ulong Rflags;
}
