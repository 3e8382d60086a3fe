using System.Runtime.InteropServices;

namespace Sidecar.Cosmos.Interrupts;

/// <summary>
/// A guarded call in progress: where to continue when a CPU exception ends it, and afterwards what ended it. The first two fields are written by the
/// guarded-call plug, the others by the exception handler.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
public struct GuardFrame
{
    /// <summary>Stack pointer to continue with.</summary>
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
