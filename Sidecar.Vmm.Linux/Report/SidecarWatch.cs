using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Trace;

namespace Sidecar.Vmm.Linux.Report;

/// <summary>
/// Looks at the sidecar after each step, and reports what the monitor reports of its own accord: the VPs whose state has visibly changed, and their transitions. A ring holds about a thousand of
/// these, so that a step with more of them loses the first, which the end of the report says.
/// </summary>
internal sealed class SidecarWatch
{
    private const string StepName = "traces";
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(1);

    private readonly Reporter _report;
    private readonly IReadOnlyList<NodeFiles> _nodes;
    private readonly NodeTraces?[] _traces;
    private readonly Dictionary<uint, string> _states = [];
    private ulong _transitions;

    /// <summary>Reports the nodes, their VPs and the handlers, and everything that changes from here on.</summary>
    /// <param name="report">Where to. From now on each of its steps ends with a look.</param>
    /// <param name="linux">The host kernel.</param>
    public SidecarWatch(Reporter report, LinuxHost linux)
    {
        _report = report;
        _nodes = linux.ReadNodes();
        _traces = new NodeTraces?[_nodes.Count];
        foreach (var node in _nodes)
        {
            report.Node(node.Index, node.Vps[0], node.Vps.Count);
        }

        report.Handlers();
        Look();
        report.Looking += Look;
    }

    /// <summary>How long a VP that rests may take for the record of it.</summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Ends with a step of its own, where there are traces: the last record of each VP that is idle or gone leads there. A VP shows its status before it writes the record, so it may take a moment.
    /// </summary>
    public void Finish()
    {
        var start = Stopwatch.GetTimestamp();
        string? problem;
        while ((problem = Settle()) is not null && Stopwatch.GetElapsedTime(start) < SettleTimeout && Traces.All(trace => trace.Problem is null))
        {
            Thread.Sleep(s_poll);
            Look();
        }

        if (Traces.Any(trace => trace.IsPresent))
        {
            _report.Step(StepName, problem is null, problem ?? Text($"{_transitions} transitions; every VP's trace ends in the state that the VP shows{Overruns()}"));
        }
    }

    private IEnumerable<VpTrace> Traces => _traces.OfType<NodeTraces>().SelectMany(node => node.Traces);

    private void Look()
    {
        for (var index = 0; index < _nodes.Count; index++)
        {
            ShowStates(_nodes[index]);
            ReadTraces(index);
        }

        _report.Flush();
    }

    private void ShowStates(NodeFiles node)
    {
        var words = node.ReadStates();
        for (var index = 0; index < words.Count; index++)
        {
            var (vp, state) = (node.Vps[index], VpWord.Shown(words[index]));
            if (_states.GetValueOrDefault(vp) is not { } before || VpWord.Shown(before) != state)
            {
                _report.Vp(vp, node.ApicIds[index], node.Index, state);
            }

            _states[vp] = words[index];
        }
    }

    private void ReadTraces(int index)
    {
        using var file = RingFile.TryOpen(_nodes[index].Trace);
        if (file is null)
        {
            return;
        }

        _traces[index] ??= NodeTraces.Measure(file, _nodes[index].Vps);
        _traces[index]?.Read(file, (vp, sequence, record) =>
        {
            _transitions++;
            _report.Trace(vp, sequence, in record);
        });
    }

    /// <summary>The first thing that is not in order about a trace; null when all is.</summary>
    private string? Settle()
        => Traces.Select(trace => trace.Problem ?? (trace.IsPresent && VpWord.Resting(_states.GetValueOrDefault(trace.Vp)) is { } resting && trace.State != resting
            ? Text($"VP {trace.Vp}: the last record of the trace does not lead to {resting}, which the VP shows") : null)).FirstOrDefault(problem => problem is not null);

    private string Overruns()
    {
        var overrun = Traces.Where(trace => trace.Overwritten > 0).ToArray();
        return overrun.Length == 0 ? ""
            : Text($"; {overrun.Aggregate(0UL, (sum, trace) => sum + trace.Overwritten)} more were overwritten before they were read, of VP {string.Join(", ", overrun.Select(trace => trace.Vp))}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
