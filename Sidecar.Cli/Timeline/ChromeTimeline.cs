using System;
using System.Buffers;
using System.Text.Json;

namespace Sidecar.Cli.Timeline;

/// <summary>A timeline as Chrome trace events, which chrome://tracing and Perfetto open: a node is a process, a VP a thread, a state a complete event.</summary>
internal static class ChromeTimeline
{
    /// <summary>The document as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Write(TimelineModel model, string title)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ns");
            json.WriteStartObject("otherData");
            json.WriteString("title", title);
            json.WriteString("clock", model.Calibrated ? "time stamp counter" : "time stamp counter, rate unknown: a tick is shown as a nanosecond");
            json.WriteEndObject();
            json.WriteStartArray("traceEvents");
            foreach (var row in model.Rows)
            {
                Name(json, "process_name", row, row.Node < 0 ? "unknown node" : FormattableString.Invariant($"node {row.Node}"));
                Name(json, "thread_name", row, FormattableString.Invariant($"VP {row.Vp}"));
                foreach (var interval in row.Intervals)
                {
                    json.WriteStartObject();
                    json.WriteString("ph", "X");
                    json.WriteString("name", interval.State);
                    json.WriteString("cat", "vp");
                    Place(json, row);
                    json.WriteNumber("ts", Math.Round(interval.Start, 3));
                    json.WriteNumber("dur", Math.Round(interval.End - interval.Start, 3));
                    json.WriteStartObject("args");
                    json.WriteString("cause", interval.Cause);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Name(Utf8JsonWriter json, string what, VpRow row, string name)
    {
        json.WriteStartObject();
        json.WriteString("ph", "M");
        json.WriteString("name", what);
        Place(json, row);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter json, VpRow row)
    {
        json.WriteNumber("pid", row.Node);
        json.WriteNumber("tid", row.Vp);
    }
}
