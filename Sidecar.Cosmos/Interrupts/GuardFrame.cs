using System.Runtime.InteropServices;

namespace Sidecar.Cosmos.Interrupts;

/// <summary>
/// A guarded call in progress: where to continue when a CPU exception ends it, and afterwards what ended it. The first two fields are written by the
/// guarded-call plug, the others by the exception handler. <see cref="RecoveryStack"/> must be 0 before the call.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
public struct GuardFrame
{
    /// <summary>Stack pointer to continue with. The function's own stack is below it.</summary>
    [FieldOffset(0)]
    public ulong RecoveryStack;

    /// <summary>Address to continue at.</summary>
    [FieldOffset(8)]
    public ulong RecoveryAddress;

    /// <summary>The exception's instruction pointer.</summary>
    [FieldOffset(16)]
    public ulong Address;

    /// <summary>CR2 at the time of a page fault or double fault.</summary>
    [FieldOffset(24)]
    public ulong FaultingAddress;

    /// <summary>The exception's error code, 0 when it has none.</summary>
    [FieldOffset(32)]
    public ulong ErrorCode;

    /// <summary>The exception's vector.</summary>
    [FieldOffset(40)]
    public byte Vector;
}
