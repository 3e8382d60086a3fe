using System;
using System.Collections.Generic;
using System.Globalization;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;

namespace Sidecar.Cli.Report;

/// <summary>
/// Reads the report line by line (docs/cli.md, "Report"). The machine under test may write anything: what does not read is noted in
/// <see cref="MachineReport.Problems"/> with its line number, and nothing throws.
/// </summary>
public sealed class ReportReader
{
    /// <summary>First line of a report, the version behind it.</summary>
    public const string Signature = "SIDECAR-REPORT";

    // Beyond these an index is garbage: more VPs than any machine this project starts, more records than its memory holds.
    private const ulong MaxVps = 1 << 16;
    private const int MaxTrace = 1 << 22;
    private const int MaxItems = 1 << 16;

    private bool _signed;
    private int _line;

    /// <summary>What has been read so far.</summary>
    public MachineReport Report { get; } = new();

    /// <summary>Takes the next line, without its line end.</summary>
    public void Accept(string text)
    {
        _line++;
        if (text.Length == 0)
        {
            return;
        }

        var problem = Report.Ended ? "text after the end of the report"
            : ReportLine.TryParse(text, out var line, out var malformed) ? Apply(line) : malformed;
        if (problem is not null)
        {
            Note(problem, text);
        }
    }

    /// <summary>Reads a whole report.</summary>
    public static MachineReport Read(IEnumerable<string> lines)
    {
        var reader = new ReportReader();
        foreach (var line in lines)
        {
            reader.Accept(line);
        }

        return reader.Report;
    }

    private string? Apply(ReportLine line)
    {
        if (!_signed)
        {
            _signed = line.Kind == Signature && line.Words.Count == 2 && line.Words[1] == "1";
            return _signed ? null : $"expected {Signature} 1 first";
        }

        return line.Kind switch
        {
            "machine" => Machine(line),
            "node" => Node(line),
            "vp" => Vp(line),
            "step" => Step(line),
            "metric" => Metric(line),
            "handler" => Handler(line),
            "trace" => Trace(line),
            "result" => Result(line),
            "end" => End(),
            _ => $"unknown kind {line.Kind}",
        };
    }

    private string? Machine(ReportLine line)
    {
        if (!line.TryNumber("cpus", MaxVps, out var cpus) || !line.TryNumber("nodes", MaxVps, out var nodes) || !line.TryNumber("tsc_hz", ulong.MaxValue, out var rate))
        {
            return "machine needs the numbers cpus, nodes and tsc_hz";
        }

        Report.Machine = new((int)cpus, (int)nodes, rate);
        return null;
    }

    private string? Node(ReportLine line)
    {
        if (!line.TryNumber("index", MaxVps, out var index) || !line.TryNumber("base", MaxVps, out var first) || !line.TryNumber("cpus", MaxVps, out var count))
        {
            return "node needs the numbers index, base and cpus";
        }

        Report.Nodes[(int)index] = new((int)index, (int)first, (int)count);
        return null;
    }

    private string? Vp(ReportLine line)
    {
        if (!line.TryNumber("index", MaxVps, out var index) || !line.TryNumber("apic", 1UL << 32, out var apic) || !line.TryNumber("node", MaxVps, out var node)
            || line.Field("state") is not { Length: > 0 } state)
        {
            return "vp needs the numbers index, apic and node, and state";
        }

        Report.Vps[(int)index] = new((int)index, (uint)apic, (int)node, state);
        return null;
    }

    private string? Step(ReportLine line)
    {
        if (line.Field("name") is not { Length: > 0 } name || line.Field("result") is not ("pass" or "fail"))
        {
            return "step needs name, and result pass or fail";
        }

        return Add(Report.Steps, MaxItems, new(name, line.Field("result") == "pass", line.Field("text") ?? ""));
    }

    private string? Metric(ReportLine line)
    {
        if (line.Field("name") is not { Length: > 0 } name || !line.TryNumber("value", ulong.MaxValue, out var value) || line.Field("unit") is not { Length: > 0 } unit)
        {
            return "metric needs name, the number value, and unit";
        }

        return Add(Report.Metrics, MaxItems, new(name, value, unit));
    }

    private string? Handler(ReportLine line)
    {
        if (!line.TryNumber("number", 1UL << 32, out var number) || line.Field("name") is not { Length: > 0 } name || Report.Handlers.Count >= MaxItems)
        {
            return "handler needs the number number, and name";
        }

        Report.Handlers[(uint)number] = name;
        return null;
    }

    private string? Trace(ReportLine line)
    {
        if (!line.TryNumber("vp", MaxVps, out var vp) || !line.TryNumber("seq", ulong.MaxValue, out var sequence) || !line.TryNumber("tsc", ulong.MaxValue, out var timestamp)
            || !Enum.TryParse<VpState>(line.Field("from"), out var from) || !Enum.IsDefined(from)
            || !Enum.TryParse<VpState>(line.Field("to"), out var to) || !Enum.IsDefined(to)
            || !Enum.TryParse<VpEvent>(line.Field("event"), out var occurred) || !Enum.IsDefined(occurred))
        {
            return "trace needs the numbers vp, seq and tsc, the states from and to, and event";
        }

        if (!TryOptional(line, "command", 1UL << 32, 0, out var command) || !TryOptional(line, "status", 256, 0, out var status)
            || !TryOptional(line, "vector", 256, TraceText.NoVector, out var vector) || !TryOptional(line, "error", 2, 0, out var error))
        {
            return "trace has a command, status, error or vector that is neither a number in range nor -";
        }

        var record = new TraceRecord
        {
            Timestamp = timestamp,
            Command = (uint)command,
            HasCommand = (byte)(Given(line, "command") ? 1 : 0),
            From = from,
            To = to,
            Event = occurred,
            Status = (byte)status,
            HasError = (byte)error,
            Vector = (byte)vector,
        };
        return Add(Report.Trace, MaxTrace, new((int)vp, sequence, record));
    }

    private string? Result(ReportLine line)
    {
        if (line.Words.Count != 2 || line.Words[1] is not ("pass" or "fail"))
        {
            return "expected result pass or result fail";
        }

        // The worst word counts: a machine that takes a failure back has not passed.
        Report.Passed = (Report.Passed ?? true) && line.Words[1] == "pass";
        Report.ResultText = line.Field("text") ?? "";
        return null;
    }

    private string? End()
    {
        Report.Ended = true;
        return null;
    }

    private static bool Given(ReportLine line, string key) => line.Field(key) is not (null or "-");

    private static bool TryOptional(ReportLine line, string key, ulong limit, ulong absent, out ulong value)
    {
        value = absent;
        return !Given(line, key) || line.TryNumber(key, limit, out value);
    }

    private static string? Add<T>(List<T> list, int limit, T item)
    {
        if (list.Count >= limit)
        {
            return "too many lines of this kind";
        }

        list.Add(item);
        return null;
    }

    private void Note(string problem, string text)
    {
        Report.ProblemCount++;
        if (Report.Problems.Count < MachineReport.MaxProblems)
        {
            Report.Problems.Add(string.Create(CultureInfo.InvariantCulture, $"report line {_line}: {problem}: {Printable(text)}"));
        }
    }

    private static string Printable(string text)
    {
        var shown = text.Length > 80 ? text[..80] + "…" : text;
        return string.Create(shown.Length, shown, static (span, source) =>
        {
            for (var index = 0; index < span.Length; index++)
            {
                span[index] = char.IsControl(source[index]) ? '?' : source[index];
            }
        });
    }
}
