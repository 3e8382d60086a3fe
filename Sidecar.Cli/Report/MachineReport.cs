using System.Collections.Generic;
using System.Linq;

namespace Sidecar.Cli.Report;

/// <summary>Everything a machine has reported so far. Filled by <see cref="ReportReader"/>.</summary>
public sealed class MachineReport
{
    /// <summary>Most problems that are kept; a machine that writes garbage writes much of it.</summary>
    public const int MaxProblems = 100;

    /// <summary>The machine; null until it has said.</summary>
    public MachineInfo? Machine { get; internal set; }

    /// <summary>The nodes, by index.</summary>
    public SortedDictionary<int, NodeInfo> Nodes { get; } = [];

    /// <summary>The VPs, by index.</summary>
    public SortedDictionary<int, VpInfo> Vps { get; } = [];

    /// <summary>The steps, in order.</summary>
    public List<StepInfo> Steps { get; } = [];

    /// <summary>The figures, in order.</summary>
    public List<MetricInfo> Metrics { get; } = [];

    /// <summary>Names of the handlers, by command number.</summary>
    public SortedDictionary<uint, string> Handlers { get; } = [];

    /// <summary>The transitions, as they came.</summary>
    public List<TraceEvent> Trace { get; } = [];

    /// <summary>Whether the scenario passed; null until the machine has said.</summary>
    public bool? Passed { get; internal set; }

    /// <summary>What the machine said with its result.</summary>
    public string ResultText { get; internal set; } = "";

    /// <summary>Whether the report is complete.</summary>
    public bool Ended { get; internal set; }

    /// <summary>What could not be read.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Lines that could not be read, those included that <see cref="Problems"/> has no room for.</summary>
    public int ProblemCount { get; internal set; }

    /// <summary>The transitions by VP, each VP's in the order they happened. Where numbers are missing between two, or before the first, the VP's ring was overwritten before it was read.</summary>
    public IEnumerable<TraceEvent> OrderedTrace => Trace.OrderBy(item => item.Vp).ThenBy(item => item.Sequence);
}
