using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;

namespace Sidecar.Cli.Bench;

/// <summary>The bench as a file, for comparison with another day's.</summary>
internal static class BenchJson
{
    /// <summary>The document as UTF-8.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="accelerator">What executed the boots that measured time.</param>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<BenchFigure> figures, string accelerator)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("timeMeasuredWith", accelerator);
            json.WriteStartArray("figures");
            foreach (var figure in figures)
            {
                json.WriteStartObject();
                json.WriteString("name", figure.Name);
                Optional(json, "instructions", figure.Instructions);
                Optional(json, "nanoseconds", figure.Nanoseconds is { } time ? Math.Round(time, 1) : null);
                Optional(json, "amount", figure.Amount);
                Optional(json, "peer", figure.Peer);
                Optional(json, "linuxNanoseconds", figure.LinuxNanoseconds is { } linux ? Math.Round(linux, 1) : null);
                Optional(json, "ratio", figure.Ratio is { } ratio ? Math.Round(ratio, 4) : null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Optional(Utf8JsonWriter json, string name, ulong? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Optional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
