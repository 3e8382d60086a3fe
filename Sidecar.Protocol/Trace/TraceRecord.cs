using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Vp;

namespace Sidecar.Protocol.Trace;

/// <summary>
/// One transition of one VP, 32 bytes. A VP shows its status byte before it writes the record of it: a reader that sees IDLE and a last record that does not
/// lead to Halted waits a moment for the record.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
[WireLayout(32, Padding = 13)]
public struct TraceRecord
{
    /// <summary>Time stamp counter of the CPU.</summary>
    [FieldOffset(0)]
    public ulong Timestamp;

    /// <summary>The command involved, valid when <see cref="HasCommand"/>.</summary>
    [FieldOffset(8)]
    public uint Command;

    /// <summary>State before.</summary>
    [FieldOffset(12)]
    public VpState From;

    /// <summary>State after; equal to <see cref="From"/> when the event was rejected.</summary>
    [FieldOffset(13)]
    public VpState To;

    /// <summary>What happened.</summary>
    [FieldOffset(14)]
    public VpEvent Event;

    /// <summary>1 when <see cref="Command"/> says which command it was about.</summary>
    [FieldOffset(15)]
    public byte HasCommand;

    /// <summary>1 when the command ended with an error.</summary>
    [FieldOffset(16)]
    public byte HasError;

    /// <summary>The status byte that was found, for UnexpectedStatus.</summary>
    [FieldOffset(17)]
    public byte Status;

    /// <summary>Exception vector, for KernelFault and for a fault contained in a handler; 255 for none.</summary>
    [FieldOffset(18)]
    public byte Vector;
}
