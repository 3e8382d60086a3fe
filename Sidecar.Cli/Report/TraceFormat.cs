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
    /// <summary>Writes one line a transition.</summary>
    public static void Write(MachineReport report, TextWriter target)
    {
        foreach (var item in report.OrderedTrace)
        {
            target.Write(Line(item, report.Handlers));
            target.Write('\n');
        }
    }

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
