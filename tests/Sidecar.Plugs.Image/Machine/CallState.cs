using System.Runtime.InteropServices;

namespace Sidecar.Plugs.Image.Machine;

/// <summary>What a checked call left behind (CheckedCalls.asm).</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
internal struct CallState
{
    /// <summary>RFLAGS.</summary>
    [FieldOffset(0)]
    public ulong Flags;

    /// <summary>One bit for each of RBX, RBP, R12 to R15 and RSP that was not what it had been.</summary>
    [FieldOffset(8)]
    public ulong Broken;

    /// <summary>MXCSR.</summary>
    [FieldOffset(16)]
    public uint Mxcsr;

    /// <summary>x87 control word.</summary>
    [FieldOffset(20)]
    public ushort Control;

    /// <summary>x87 status word.</summary>
    [FieldOffset(24)]
    public ushort Status;

    /// <summary>x87 tag word: all ones when every register is empty.</summary>
    [FieldOffset(28)]
    public ushort Tags;

    private const ulong InterruptFlag = 1 << 9;
    private const ulong DirectionFlag = 1 << 10;
    private const ulong NestedTaskFlag = 1 << 14;
    private const ulong AlignmentFlag = 1 << 18;

    /// <summary>Whether the callee-saved registers, the stack, and the direction flag are as a caller expects them.</summary>
    public readonly bool KeptRegisters => Broken == 0 && (Flags & DirectionFlag) == 0;

    /// <summary>Whether MXCSR is as after reset.</summary>
    public readonly bool ResetMxcsr => Mxcsr == 0x1f80;

    /// <summary>Whether x87 and SSE are as after reset.</summary>
    public readonly bool ResetVectors => ResetMxcsr && Control == 0x37f && Status == 0 && Tags == 0xffff;

    /// <summary>Whether none of the flags is set that code sets on purpose.</summary>
    public readonly bool ResetFlags => (Flags & (InterruptFlag | DirectionFlag | NestedTaskFlag | AlignmentFlag)) == 0;

    /// <summary>Whether interrupts are off.</summary>
    public readonly bool InterruptsOff => (Flags & InterruptFlag) == 0;
}
