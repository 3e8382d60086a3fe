using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Trace;

namespace Sidecar.Cli.Report;

/// <summary>A report's transitions as text, by VP, in order, without times.</summary>
public static class TraceFormat
{
    /// <summary>Writes one line a transition, and one where some are missing.</summary>
    public static void Write(MachineReport report, TextWriter target)
    {
        TraceEvent? before = null;
        foreach (var item in report.OrderedTrace)
        {
            if (Missing(before, item) is > 0 and var missing)
            {
                target.Write(FormattableString.Invariant($"vp {item.Vp}: {Overwritten(missing)}\n"));
            }

            target.Write(Line(item, report.Handlers));
            target.Write('\n');
            before = item;
        }
    }

    /// <summary>Number of transitions of a VP that are missing before one.</summary>
    /// <param name="before">The transition before it; null, or another VP's, for none.</param>
    /// <param name="item">The transition.</param>
    public static ulong Missing(TraceEvent? before, TraceEvent item)
    {
        var expected = before?.Vp == item.Vp ? before.Sequence + 1 : 0;
        return item.Sequence > expected ? item.Sequence - expected : 0;
    }

    /// <summary>What became of transitions that are missing.</summary>
    public static string Overwritten(ulong count) => FormattableString.Invariant($"{count} transitions overwritten before they were read");

    /// <summary>Writes a file of them.</summary>
    public static async Task WriteFileAsync(MachineReport report, string path, CancellationToken cancel)
    {
        var text = new StringWriter();
        Write(report, text);
        await File.WriteAllTextAsync(path, text.ToString(), cancel);
    }

    /// <summary>One transition as text.</summary>
    /// <param name="item">The transition.</param>
    /// <param name="handlers">Names of the handlers, by command number.</param>
    public static string Line(TraceEvent item, IReadOnlyDictionary<uint, string> handlers)
    {
        var name = item.Record.HasCommand != 0 && handlers.TryGetValue(item.Record.Command, out var found) ? Encoding.UTF8.GetBytes(found) : [];
        var writer = new Utf8Writer(new byte[TraceText.MaxLength + name.Length]);
        var record = item.Record;
        TraceText.Write(ref writer, (uint)item.Vp, in record, name);
        return Encoding.UTF8.GetString(writer.Written);
    }
}
