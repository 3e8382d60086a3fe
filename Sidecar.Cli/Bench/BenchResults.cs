using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.Cli.Config;
using Sidecar.Cli.Report;
using Sidecar.Protocol.Extension;

namespace Sidecar.Cli.Bench;

/// <summary>Gathers the figures of all boots, a line a name.</summary>
internal sealed class BenchResults
{
    /// <summary>Name of the figure for the stripped file.</summary>
    public const string FileBytes = "sidecar.elf, file";

    /// <summary>Name of the figure for the image in memory.</summary>
    public const string ImageBytes = "sidecar.elf, in memory";

    /// <summary>Name of the figure for a VP's pages.</summary>
    public const string VpBytes = "memory of a VP";

    private const string StartMetric = "start-vps";

    // The monitor's own words for what AddStatic knows from the file, and for what names the start-up lines.
    private static readonly HashSet<string> KnownOtherwise = ["started-vps", "vp-memory", "sidecar-file", "sidecar-image"];

    private readonly List<BenchFigure> _figures = [];

    /// <summary>The figures, in the order they first came.</summary>
    public IReadOnlyList<BenchFigure> Figures => _figures;

    /// <summary>Adds what needs no boot.</summary>
    /// <param name="sidecarElf">The image.</param>
    public void AddStatic(ReadOnlySpan<byte> sidecarElf)
    {
        Add(FileBytes, figure => figure, (ulong)sidecarElf.Length);
        Add(ImageBytes, figure => figure, ElfSize.InMemory(sidecarElf));
        // The parts that grow with a VP; the control page is the node's.
        Add(VpBytes, figure => figure, NodeLayout.RequiredMemory(2) - NodeLayout.RequiredMemory(1));
    }

    /// <summary>Adds one boot's figures.</summary>
    public void Add(BenchBoot boot, MachineReport report)
    {
        foreach (var metric in report.Metrics)
        {
            if (metric.Name == StartMetric)
            {
                // Start-up does not depend on how VPs wait: one line a size is enough.
                if (boot.Idle == IdleSetting.Hlt)
                {
                    var started = report.Vps.Values.Count(vp => vp.State != "Host");
                    AddMetric(FormattableString.Invariant($"start {started} VP{(started == 1 ? "" : "s")}"), metric, boot, report);
                }
            }
            else if (boot.IsMain && !KnownOtherwise.Contains(metric.Name))
            {
                AddMetric(boot.Idle == IdleSetting.Hlt ? metric.Name : $"{metric.Name}, mwait", metric, boot, report);
            }
        }
    }

    /// <summary>Puts exact counts in the place of those between two records of a trace, which have the keeping of the trace in them.</summary>
    public void Refine(IReadOnlyDictionary<string, ulong> counts)
    {
        foreach (var (name, count) in counts)
        {
            Add(name, figure => figure with { Instructions = count }, null);
        }
    }

    /// <summary>Adds a time.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="nanoseconds">The time.</param>
    public void AddTime(string name, double nanoseconds) => Add(name, figure => figure with { Nanoseconds = nanoseconds }, null);

    /// <summary>Adds a time beside the one that Linux takes for the same.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="nanoseconds">The sidecar's time.</param>
    /// <param name="linuxNanoseconds">Linux's.</param>
    public void AddComparison(string name, double nanoseconds, double linuxNanoseconds)
        => Add(name, figure => figure with { Nanoseconds = nanoseconds, LinuxNanoseconds = linuxNanoseconds }, null);

    /// <summary>Adds a number of something.</summary>
    /// <param name="name">What was counted.</param>
    /// <param name="amount">How many.</param>
    public void AddAmount(string name, ulong amount) => Add(name, figure => figure, amount);

    private void AddMetric(string name, MetricInfo metric, BenchBoot boot, MachineReport report)
    {
        if (metric.Unit != "ticks")
        {
            Add(name, figure => figure, metric.Value);
        }
        else if (boot.CountInstructions)
        {
            Add(name, figure => figure with { Instructions = metric.Value }, null);
        }
        else if (report.Machine is { TicksPerSecond: > 0 } machine)
        {
            Add(name, figure => figure with { Nanoseconds = metric.Value * 1e9 / machine.TicksPerSecond }, null);
        }
    }

    private void Add(string name, Func<BenchFigure, BenchFigure> change, ulong? amount)
    {
        var index = _figures.FindIndex(figure => figure.Name == name);
        if (index < 0)
        {
            index = _figures.Count;
            _figures.Add(new(name) { Peer = PeerFigures.Of(name), Amount = amount });
        }

        _figures[index] = change(_figures[index]);
    }
}
