using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sidecar.Cli.Report;
using Sidecar.Cli.View;
using Sidecar.Protocol.Trace;

namespace Sidecar.Cli.Timeline;

/// <summary>A report's transitions as states over time.</summary>
internal sealed class TimelineModel
{
    private TimelineModel(IReadOnlyList<VpRow> rows, double duration, bool calibrated)
    {
        Rows = rows;
        Duration = duration;
        Calibrated = calibrated;
    }

    /// <summary>The VPs that have transitions, by index.</summary>
    public IReadOnlyList<VpRow> Rows { get; }

    /// <summary>Time from the first transition to the last, in microseconds.</summary>
    public double Duration { get; }

    /// <summary>Whether the machine told the rate of its counter. If not, a tick is taken for a nanosecond.</summary>
    public bool Calibrated { get; }

    /// <summary>Makes the model. A record that is older than the one before it (a counter out of step) is moved up to it.</summary>
    public static TimelineModel Create(MachineReport report)
    {
        if (report.Trace.Count == 0)
        {
            return new([], 0, calibrated: false);
        }

        var rate = report.Machine is { TicksPerSecond: > 0 } machine ? machine.TicksPerSecond : 1_000_000_000;
        var first = report.Trace.Min(item => item.Record.Timestamp);
        var last = report.Trace.Max(item => item.Record.Timestamp);
        var rows = report.OrderedTrace.GroupBy(item => item.Vp).Select(group => Row(report, group, Time, Time(last))).ToList();
        return new(rows, Time(last), report.Machine is { TicksPerSecond: > 0 });

        double Time(ulong ticks) => (ticks - first) * 1e6 / rate;
    }

    private static VpRow Row(MachineReport report, IGrouping<int, TraceEvent> group, Func<ulong, double> time, double end)
    {
        var events = group.ToList();
        var intervals = new List<StateInterval>(events.Count);
        var start = 0.0;
        for (var index = 0; index < events.Count; index++)
        {
            start = Math.Max(start, time(events[index].Record.Timestamp));
            var next = index + 1 < events.Count ? Math.Max(start, time(events[index + 1].Record.Timestamp)) : Math.Max(start, end);
            var missing = index + 1 < events.Count ? TraceFormat.Missing(events[index], events[index + 1]) : 0;
            intervals.Add(missing == 0
                ? new(Encoding.UTF8.GetString(TraceText.Name(events[index].Record.To)), Cause(events[index], report), start, next)
                : new(StateColors.Unknown.Name, TraceFormat.Overwritten(missing), start, next));
        }

        return new(group.Key, report.Vps.TryGetValue(group.Key, out var vp) ? vp.Node : -1, intervals);
    }

    private static string Cause(TraceEvent item, MachineReport report)
    {
        var line = TraceFormat.Line(item, report.Handlers);
        return line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..^1];
    }
}
