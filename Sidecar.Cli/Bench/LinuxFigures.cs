using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.Bench;

/// <summary>Gathers what the boots with Linux say, and makes of each figure's repetitions the one in the middle.</summary>
internal sealed class LinuxFigures
{
    /// <summary>The scenario's words for CPUs that Linux brought up, what the table calls them, and whether Linux measures its delay loop then. The order is the table's.</summary>
    private static readonly (string Metric, string Name, bool Measures)[] s_bringUps =
    [
        ("boot-cpus", "Linux at boot", true),
        ("online-cpus", "Linux one by one", true),
        ("online-again", "Linux again", false),
    ];

    private const string Preset = ", lpj=";
    private const string Nanoseconds = "ns";

    private readonly Dictionary<(int Cpus, string Machine), List<ShimTimes>> _sidecar = [];
    private readonly Dictionary<(int Cpus, string Machine, string Name), List<double>> _linux = [];
    private readonly Dictionary<string, List<double>> _others = [];

    /// <summary>Adds a boot's.</summary>
    /// <param name="boot">The boot.</param>
    /// <param name="report">What it reported.</param>
    /// <param name="shim">What the shim said of the sidecar's start; null without a sidecar.</param>
    public void Add(LinuxBenchBoot boot, MachineReport report, ShimTimes? shim)
    {
        if (shim is not null)
        {
            ListOf(_sidecar, (boot.Cpus, boot.Suffix)).Add(shim);
        }

        foreach (var metric in report.Metrics)
        {
            if (metric.Unit != Nanoseconds)
            {
                continue;
            }
            else if (s_bringUps.FirstOrDefault(item => item.Metric == metric.Name) is { Name: { } name } bringUp)
            {
                ListOf(_linux, (boot.Cpus, boot.Suffix, name + (bringUp.Measures && boot.PresetDelay ? Preset : ""))).Add(metric.Value);
            }
            else if (boot.IsMain)
            {
                ListOf(_others, $"{metric.Name}, Linux{boot.Suffix}").Add(metric.Value);
            }
        }
    }

    /// <summary>Adds everything to a table's figures.</summary>
    public void AddTo(BenchResults results)
    {
        foreach (var ((cpus, machine), times) in _sidecar)
        {
            var vps = FormattableString.Invariant($"{cpus - 1}");
            results.AddTime($"park {vps} CPUs, Linux's machine{machine}", Median(times.Select(time => time.Parked.TotalNanoseconds)));
            results.AddTime($"start {vps} VPs, Linux's machine{machine}", Median(times.Select(time => time.Started.TotalNanoseconds)));
            var total = Median(times.Select(time => time.Total.TotalNanoseconds));
            foreach (var name in s_bringUps.SelectMany(item => new[] { item.Name, item.Name + Preset }))
            {
                if (_linux.TryGetValue((cpus, machine, name), out var linux))
                {
                    results.AddComparison($"{vps} CPUs, {name}{machine}", total, Median(linux));
                }
            }
        }

        foreach (var (name, times) in _others)
        {
            results.AddTime(name, Median(times));
        }
    }

    /// <summary>The value in the middle, the mean of two where there are two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static List<TItem> ListOf<TKey, TItem>(Dictionary<TKey, List<TItem>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists.Add(key, list = []);
        }

        return list;
    }
}
