using System;
using System.IO;
using System.Text;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Trace;
using Sidecar.Samples;

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

    /// <summary>After each step, and whenever a scenario asks for a look in the middle of one.</summary>
    public event Action? Looking;

    /// <summary>Whether a step has failed.</summary>
    public bool HasFailed => _failed > 0;

    /// <summary>Says what the machine is.</summary>
    /// <param name="cpus">Its CPUs, the sidecar's included.</param>
    /// <param name="nodes">The sidecar's nodes.</param>
    /// <param name="tscFrequency">Ticks of the time stamp counter a second, 0 when unknown.</param>
    public void Machine(int cpus, int nodes, ulong tscFrequency)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("machine"u8);
        line.Number("cpus"u8, (ulong)cpus);
        line.Number("nodes"u8, (ulong)nodes);
        line.Number("tsc_hz"u8, tscFrequency);
        _report.Write(line.Text);
    }

    /// <summary>Says what VPs a node of the sidecar has.</summary>
    /// <param name="index">The node's index.</param>
    /// <param name="baseVp">Its base VP.</param>
    /// <param name="count">Its VPs, the base VP included.</param>
    public void Node(int index, uint baseVp, int count)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("node"u8);
        line.Number("index"u8, (ulong)index);
        line.Number("base"u8, baseVp);
        line.Number("cpus"u8, (ulong)count);
        _report.Write(line.Text);
    }

    /// <summary>Says what handlers are called.</summary>
    public void Handlers()
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        for (var index = 0; index < HandlerCatalog.Count; index++)
        {
            line.Start("handler"u8);
            line.Hex("number"u8, HandlerCatalog.NumberAt(index));
            line.Name("name"u8, HandlerCatalog.NameAt(index));
            _report.Write(line.Text);
        }
    }

    /// <summary>Says what a VP is doing.</summary>
    /// <param name="index">Its index in the machine.</param>
    /// <param name="apicId">Its APIC id.</param>
    /// <param name="node">Its node.</param>
    /// <param name="state">The name of its state, or Host.</param>
    public void Vp(uint index, uint apicId, int node, string state)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("vp"u8);
        line.Number("index"u8, index);
        line.Number("apic"u8, apicId);
        line.Number("node"u8, (ulong)node);
        line.Name("state"u8, Encoding.UTF8.GetBytes(state));
        _report.Write(line.Text);
    }

    /// <summary>Says how a VP's state changed.</summary>
    /// <param name="vp">The VP's index in the machine.</param>
    /// <param name="index">Number of the transition in the VP's trace.</param>
    /// <param name="record">The transition, of values that are defined.</param>
    public void Trace(uint vp, ulong index, in TraceRecord record)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        TraceReport.Write(ref line, vp, index, in record);
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
        Flush();
        Look();
    }

    /// <summary>Says how long something took, in nanoseconds.</summary>
    /// <param name="name">Its name, in kebab case.</param>
    /// <param name="time">The time.</param>
    public void Time(string name, TimeSpan time)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("metric"u8);
        line.Name("name"u8, Encoding.UTF8.GetBytes(name));
        line.Number("value"u8, (ulong)time.TotalNanoseconds);
        line.Name("unit"u8, "ns"u8);
        _report.Write(line.Text);
    }

    /// <summary>Has reported what has changed so far: for a step that is worth a look while it is under way.</summary>
    public void Look() => Looking?.Invoke();

    /// <summary>Sends what has been said so far.</summary>
    public void Flush() => _report.Flush();

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
        Flush();
        _console.WriteLine($"vmm: {text}");
    }

    /// <inheritdoc/>
    public void Dispose() => _report.Dispose();

    /// <summary>Text that fits into a line with all that stands around it, even if every character needs a backslash.</summary>
    private static ReadOnlySpan<byte> Cut(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        return bytes[..Math.Min(bytes.Length, (ReportLine.Capacity / 2) - 64)];
    }
}
