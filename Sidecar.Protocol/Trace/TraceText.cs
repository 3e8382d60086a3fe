using System;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Vp;

namespace Sidecar.Protocol.Trace;

/// <summary>
/// A transition as text, the same wherever a trace is written, so that hosted and booted traces compare:
/// <c>vp 3: Halted -> Running (RunRequested, RUN_VP)</c>. A command that failed adds <c>error</c>, or <c>vector 14</c> when it faulted; a status byte that no
/// host writes adds <c>status 7</c>. No times: the same scenario gives the same text every time.
/// </summary>
public static class TraceText
{
    /// <summary>Value of <see cref="TraceRecord.Vector"/> for no exception.</summary>
    public const byte NoVector = 255;

    /// <summary>Room for any line but the handler's name.</summary>
    public const int MaxLength = 128;

    /// <summary>Appends one transition, without a line end, the handler's name taken from a catalog.</summary>
    public static void Write<TCatalog>(ref Utf8Writer writer, uint vp, in TraceRecord record)
        where TCatalog : IHandlerCatalog
        => Write(ref writer, vp, in record, CommandName.OfHandler<TCatalog>(record.Command));

    /// <summary>Appends one transition, without a line end.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="vp">The VP's index in the machine.</param>
    /// <param name="record">The transition.</param>
    /// <param name="handler">Name of the handler behind the command; empty when it has none.</param>
    public static void Write(ref Utf8Writer writer, uint vp, in TraceRecord record, ReadOnlySpan<byte> handler)
    {
        writer.Write("vp "u8);
        writer.WriteDecimal(vp);
        writer.Write(": "u8);
        writer.Write(Name(record.From));
        writer.Write(" -> "u8);
        writer.Write(Name(record.To));
        writer.Write(" ("u8);
        writer.Write(Name(record.Event));
        if (record.HasCommand != 0)
        {
            writer.Write(", "u8);
            CommandName.Write(ref writer, record.Command, handler);
        }

        if (record.Event == VpEvent.UnexpectedStatus)
        {
            writer.Write(", status "u8);
            writer.WriteDecimal(record.Status);
        }

        if (record.Vector != NoVector && (record.HasError != 0 || record.Event == VpEvent.KernelFault))
        {
            writer.Write(", vector "u8);
            writer.WriteDecimal(record.Vector);
        }
        else if (record.HasError != 0)
        {
            writer.Write(", error"u8);
        }

        writer.Write((byte)')');
    }

    /// <summary>A state's name.</summary>
    public static ReadOnlySpan<byte> Name(VpState state) => state switch
    {
        VpState.Removed => "Removed"u8,
        VpState.Halted => "Halted"u8,
        VpState.Running => "Running"u8,
        VpState.Interrupted => "Interrupted"u8,
        VpState.Converting => "Converting"u8,
        _ => "Undefined"u8,
    };

    /// <summary>An event's name.</summary>
    public static ReadOnlySpan<byte> Name(VpEvent occurred) => occurred switch
    {
        VpEvent.Started => "Started"u8,
        VpEvent.RunRequested => "RunRequested"u8,
        VpEvent.StopRequested => "StopRequested"u8,
        VpEvent.RemoveRequested => "RemoveRequested"u8,
        VpEvent.CommandCompleted => "CommandCompleted"u8,
        VpEvent.ConversionCompleted => "ConversionCompleted"u8,
        VpEvent.KernelFault => "KernelFault"u8,
        VpEvent.UnexpectedStatus => "UnexpectedStatus"u8,
        _ => "Undefined"u8,
    };
}
