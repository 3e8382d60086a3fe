using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Bench;

/// <summary>How long Linux takes to bring CPUs up itself, in a machine where no sidecar has them: what the sidecar's start is compared with.</summary>
internal static class OnlineBench
{
    /// <summary>The CPUs that are there and not Linux's yet, onlined one after the other.</summary>
    /// <param name="report">Where the figures go.</param>
    /// <param name="linux">The host kernel.</param>
    /// <param name="cpus">The CPUs.</param>
    public static string OneByOne(Reporter report, LinuxHost linux, IReadOnlyList<int> cpus)
    {
        var times = Online(linux, cpus);
        report.Time("online-cpus", Sum(times));
        report.Time("online-first", times[0]);
        report.Time("online-slowest", times.Max());
        return Text(times);
    }

    /// <summary>The same CPUs once more, after Linux let go of them: what it measures and makes when a CPU comes for the first time is there.</summary>
    public static string Again(Reporter report, LinuxHost linux, IReadOnlyList<int> cpus)
    {
        foreach (var cpu in cpus)
        {
            linux.SetOnline(cpu, isOnline: false);
        }

        var times = Online(linux, cpus);
        report.Time("online-again", Sum(times));
        return Text(times);
    }

    /// <summary>The CPUs that Linux brought up when it booted, by its log.</summary>
    public static string AtBoot(Reporter report, LinuxHost linux)
    {
        var taken = BootLog.BringUp(LinuxHost.ReadLog());
        Steps.Expect(taken is not null, $"Linux's log does not say when it brought up its CPUs");
        report.Time("boot-cpus", taken!.Value);
        return string.Create(CultureInfo.InvariantCulture, $"{linux.OnlineCpus.Count - 1} CPUs beside the first in {taken.Value.TotalMilliseconds:F1} ms, by Linux's log");
    }

    private static TimeSpan[] Online(LinuxHost linux, IReadOnlyList<int> cpus)
    {
        var times = new TimeSpan[cpus.Count];
        for (var index = 0; index < times.Length; index++)
        {
            var start = Stopwatch.GetTimestamp();
            linux.SetOnline(cpus[index], isOnline: true);
            times[index] = Stopwatch.GetElapsedTime(start);
        }

        return times;
    }

    private static TimeSpan Sum(TimeSpan[] times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);

    private static string Text(TimeSpan[] times) => string.Create(
        CultureInfo.InvariantCulture,
        $"{times.Length} CPUs in {Sum(times).TotalMilliseconds:F1} ms, in turn {string.Join(", ", times.Select(time => time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture)))}");
}
