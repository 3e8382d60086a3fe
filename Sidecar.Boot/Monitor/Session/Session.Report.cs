using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Session;

/// <content>The report, for programs, and the console's log, for people.</content>
public ref partial struct Session<THost>
{
    private const int StepNameWidth = 26;

    /// <summary>Writes text to the console.</summary>
    public void Print(scoped ReadOnlySpan<byte> text) => _host.WriteConsole(text);

    /// <summary>Writes a line to the console.</summary>
    public void PrintLine(scoped ReadOnlySpan<byte> text)
    {
        _host.WriteConsole(text);
        _host.WriteConsole("\r\n"u8);
    }

    /// <summary>The first lines of the report: machine, nodes, handlers, VPs.</summary>
    public void ReportMachine()
    {
        _host.WriteReport(ReportLine.Signature);
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("machine"u8);
        line.Number("cpus"u8, CpuCount);
        line.Number("nodes"u8, (uint)_setup.Nodes.Length);
        line.Number("tsc_hz"u8, _setup.TicksPerSecond);
        _host.WriteReport(line.Text);
        for (var index = 0; index < _setup.Nodes.Length; index++)
        {
            line.Start("node"u8);
            line.Number("index"u8, (uint)index);
            line.Number("base"u8, _setup.Nodes[index].BaseVp);
            line.Number("cpus"u8, _setup.Nodes[index].VpCount);
            _host.WriteReport(line.Text);
        }

        for (var index = 0; index < HandlerCatalog.Count; index++)
        {
            line.Start("handler"u8);
            line.Hex("number"u8, HandlerCatalog.NumberAt(index));
            line.Name("name"u8, HandlerCatalog.NameAt(index));
            _host.WriteReport(line.Text);
        }
    }

    /// <summary>Reports the VPs whose state has visibly changed since they were last reported.</summary>
    public void ShowStates()
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        for (var vp = 0u; vp < CpuCount; vp++)
        {
            ref var note = ref this[vp];
            var state = StateOf(vp);
            if (note.IsShown && (note.Shown == state || note.Role == VpRole.Host))
            {
                continue;
            }

            note.IsShown = true;
            note.Shown = state;
            line.Start("vp"u8);
            line.Number("index"u8, vp);
            line.Number("apic"u8, note.ApicId);
            line.Number("node"u8, note.Node == MonitorVp.NoNode ? 0u : note.Node);
            line.Name("state"u8, note.Role == VpRole.Host ? "Host"u8 : TraceText.Name(state));
            _host.WriteReport(line.Text);
        }
    }

    /// <summary>Reports a figure.</summary>
    /// <param name="name">In kebab case.</param>
    /// <param name="value">The figure.</param>
    /// <param name="unit"><c>ticks</c>, <c>bytes</c> or <c>count</c>.</param>
    public void ReportMetric(scoped ReadOnlySpan<byte> name, ulong value, scoped ReadOnlySpan<byte> unit)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("metric"u8);
        line.Name("name"u8, name);
        line.Number("value"u8, value);
        line.Name("unit"u8, unit);
        _host.WriteReport(line.Text);

        var text = new Utf8Writer(stackalloc byte[TextCapacity]);
        text.Write("  "u8);
        WritePadded(ref text, name);
        text.WriteDecimal(value);
        text.Write((byte)' ');
        text.Write(unit);
        PrintLine(text.Written);
    }

    /// <summary>The last lines of the report.</summary>
    public void ReportResult(bool passed, scoped ReadOnlySpan<byte> text)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("result"u8);
        line.Word(passed ? "pass"u8 : "fail"u8);
        line.Quoted("text"u8, text);
        _host.WriteReport(line.Text);
        _host.WriteReport(ReportLine.End);
    }

    /// <summary>What a VP is doing, as far as its status byte tells.</summary>
    public readonly VpState StateOf(uint vp)
    {
        if (this[vp].Node == MonitorVp.NoNode || this[vp].Role == VpRole.Host)
        {
            return VpState.Removed;
        }

        return StatusOf(vp) switch
        {
            CpuStatus.IDLE => VpState.Halted,
            CpuStatus.RUN => VpState.Running,
            CpuStatus.STOP => VpState.Interrupted,
            CpuStatus.REMOVE => VpState.Converting,
            _ => VpState.Removed,
        };
    }

    /// <summary>Writes what a command is called.</summary>
    public static void WriteCommandName(scoped ref Utf8Writer text, uint command)
        => CommandName.Write(ref text, command, CommandName.OfHandler<HandlerCatalog>(command));

    private void ReportStep(scoped ReadOnlySpan<byte> name, bool passed, scoped ReadOnlySpan<byte> text)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("step"u8);
        line.Name("name"u8, name);
        line.Name("result"u8, passed ? "pass"u8 : "fail"u8);
        line.Quoted("text"u8, text);
        _host.WriteReport(line.Text);

        var shown = new Utf8Writer(stackalloc byte[StepNameWidth + TextCapacity + 16]);
        shown.Write(passed ? "  pass  "u8 : "  FAIL  "u8);
        WritePadded(ref shown, name);
        shown.Write(text);
        PrintLine(shown.Written);
    }

    private static void WritePadded(scoped ref Utf8Writer text, scoped ReadOnlySpan<byte> name)
    {
        text.Write(name);
        text.Write((byte)' ');
        for (var i = name.Length + 1; i < StepNameWidth; i++)
        {
            text.Write((byte)' ');
        }
    }
}
