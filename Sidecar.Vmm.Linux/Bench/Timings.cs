using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using Sidecar.Vmm.Linux.Report;

namespace Sidecar.Vmm.Linux.Bench;

/// <summary>How long one thing took, done many times.</summary>
internal sealed class Timings
{
    private readonly List<TimeSpan> _times = [];

    /// <summary>How often it was measured.</summary>
    public int Count => _times.Count;

    /// <summary>The shortest: what the machine did beside does not count.</summary>
    public TimeSpan Least => Sorted()[0];

    /// <summary>The one in the middle, the longer of two.</summary>
    public TimeSpan Median => Sorted()[Count / 2];

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time) => _times.Add(time);

    /// <summary>Does something a number of times, one after the other.</summary>
    /// <param name="once">What.</param>
    /// <param name="warmUp">Times before those that count, for caches and translations to fill.</param>
    /// <param name="count">Times that count.</param>
    public static async Task<Timings> TakeAsync(Func<ValueTask> once, int warmUp, int count)
    {
        var timings = new Timings();
        for (var index = -warmUp; index < count; index++)
        {
            var start = Stopwatch.GetTimestamp();
            await once().ConfigureAwait(false);
            if (index >= 0)
            {
                timings.Add(Stopwatch.GetElapsedTime(start));
            }
        }

        return timings;
    }

    /// <summary>Reports the shortest and the one in the middle; nothing when there are none.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="name">The figure's name; the other's has <c>-median</c> behind it.</param>
    public void Report(Reporter report, string name)
    {
        if (Count != 0)
        {
            report.Time(name, Least);
            report.Time(name + "-median", Median);
        }
    }

    private List<TimeSpan> Sorted()
    {
        _times.Sort();
        return _times;
    }
}
