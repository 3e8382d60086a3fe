using System;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Vp;

namespace Sidecar.Protocol.Trace;

/// <summary>A transition as a line of the report (docs/cli.md, "Report"), the same for every host.</summary>
public static class TraceReport
{
    /// <summary>Makes the line.</summary>
    /// <param name="line">The line; what was in it is gone.</param>
    /// <param name="vp">The VP's index in the machine.</param>
    /// <param name="index">Number of the record in the VP's ring.</param>
    /// <param name="record">The transition.</param>
    public static void Write(scoped ref ReportLine line, uint vp, ulong index, in TraceRecord record)
    {
        line.Start("trace"u8);
        line.Number("vp"u8, vp);
        line.Number("seq"u8, index);
        line.Name("from"u8, TraceText.Name(record.From));
        line.Name("to"u8, TraceText.Name(record.To));
        line.Name("event"u8, TraceText.Name(record.Event));
        if (record.HasCommand != 0)
        {
            line.Hex("command"u8, record.Command);
        }
        else
        {
            line.Name("command"u8, "-"u8);
        }

        NumberOrDash(ref line, "status"u8, record.Status, record.Event == VpEvent.UnexpectedStatus);
        line.Number("error"u8, record.HasError);
        NumberOrDash(ref line, "vector"u8, record.Vector, record.Vector != TraceText.NoVector);
        line.Number("tsc"u8, record.Timestamp);
    }

    private static void NumberOrDash(scoped ref ReportLine line, ReadOnlySpan<byte> key, ulong value, bool isNumber)
    {
        if (isNumber)
        {
            line.Number(key, value);
        }
        else
        {
            line.Name(key, "-"u8);
        }
    }
}
