using System;
using System.IO;
using System.Text;
using Sidecar.Protocol.Text;

namespace Sidecar.Vmm.Linux.Report;

/// <summary>What happens, for programs on the report channel and for people on the console, as the monitor writes it.</summary>
internal sealed class Reporter : IDisposable
{
    private const int StepNameWidth = 26;

    private readonly Stream _report;
    private readonly TextWriter _console;
    private int _passed;
    private int _failed;

    /// <summary>Opens the report.</summary>
    /// <param name="report">The report channel; it is closed with this.</param>
    /// <param name="console">The console.</param>
    public Reporter(Stream report, TextWriter console)
    {
        _report = report;
        _console = console;
        _report.Write(ReportLine.Signature);
    }

    /// <summary>Whether a step has failed.</summary>
    public bool HasFailed => _failed > 0;

    /// <summary>Says what the machine is.</summary>
    /// <param name="cpus">Its CPUs, the sidecar's included.</param>
    /// <param name="nodes">The sidecar's nodes.</param>
    public void Machine(int cpus, int nodes)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("machine"u8);
        line.Number("cpus"u8, (ulong)cpus);
        line.Number("nodes"u8, (ulong)nodes);
        line.Number("tsc_hz"u8, 0);
        _report.Write(line.Text);
    }

    /// <summary>Says how a step went.</summary>
    /// <param name="name">Its name, in kebab case.</param>
    /// <param name="passed">Whether it passed.</param>
    /// <param name="text">What was seen.</param>
    public void Step(string name, bool passed, string text)
    {
        _ = passed ? _passed++ : _failed++;
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("step"u8);
        line.Name("name"u8, Encoding.UTF8.GetBytes(name));
        line.Name("result"u8, passed ? "pass"u8 : "fail"u8);
        line.Quoted("text"u8, Cut(text));
        _report.Write(line.Text);
        _console.WriteLine($"  {(passed ? "pass" : "FAIL")}  {name.PadRight(StepNameWidth - 1)} {text}");
    }

    /// <summary>Says how long something took, in nanoseconds.</summary>
    /// <param name="name">Its name, in kebab case.</param>
    /// <param name="time">The time.</param>
    public void Time(string name, TimeSpan time) => Metric(name, (ulong)time.TotalNanoseconds, "ns"u8);

    /// <summary>Says a number.</summary>
    /// <param name="name">Its name, in kebab case.</param>
    /// <param name="value">The number.</param>
    public void Count(string name, ulong value) => Metric(name, value, "count"u8);

    /// <summary>Ends the report with what came of the steps.</summary>
    public void Finish() => Finish(_failed == 0 && _passed > 0, _failed == 0 ? $"{_passed} steps passed" : $"{_failed} of {_passed + _failed} steps failed");

    /// <summary>Ends the report.</summary>
    public void Finish(bool passed, string text)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("result"u8);
        line.Word(passed ? "pass"u8 : "fail"u8);
        line.Quoted("text"u8, Cut(text));
        _report.Write(line.Text);
        _report.Write(ReportLine.End);
        _report.Flush();
        _console.WriteLine($"vmm: {text}");
    }

    /// <inheritdoc/>
    public void Dispose() => _report.Dispose();

    private void Metric(string name, ulong value, ReadOnlySpan<byte> unit)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("metric"u8);
        line.Name("name"u8, Encoding.UTF8.GetBytes(name));
        line.Number("value"u8, value);
        line.Name("unit"u8, unit);
        _report.Write(line.Text);
    }

    /// <summary>Text that fits into a line with all that stands around it, even if every character needs a backslash.</summary>
    private static ReadOnlySpan<byte> Cut(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        return bytes[..Math.Min(bytes.Length, (ReportLine.Capacity / 2) - 64)];
    }
}
