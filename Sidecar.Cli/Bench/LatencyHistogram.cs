using System;
using System.Collections.Generic;
using System.Numerics;

namespace Sidecar.Cli.Bench;

/// <summary>Times, in buckets whose widths grow with the times: 64 to each doubling of a microsecond, so a quantile is right within 1.6 percent. For one thread.</summary>
internal sealed class LatencyHistogram
{
    private const int Steps = 64;
    private const int Doublings = 32;
    private readonly long[] _counts = new long[Steps * (Doublings + 1)];
    private TimeSpan _longest;

    /// <summary>Times that were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time)
    {
        Count++;
        _counts[IndexOf(time)]++;
        _longest = time > _longest ? time : _longest;
    }

    /// <summary>The time within which a part of all were: 0.5 the median, 1 the longest. Zero when there are none.</summary>
    public TimeSpan Quantile(double part)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, 1);
        var rank = (long)Math.Ceiling(part * Count);
        var seen = 0L;
        for (var index = 0; rank < Count && index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= Math.Max(rank, 1))
            {
                return UpperBoundOf(index);
            }
        }

        return _longest;
    }

    /// <summary>All times of several.</summary>
    public static LatencyHistogram Sum(IEnumerable<LatencyHistogram> histograms)
    {
        var sum = new LatencyHistogram();
        foreach (var histogram in histograms)
        {
            for (var index = 0; index < sum._counts.Length; index++)
            {
                sum._counts[index] += histogram._counts[index];
            }

            sum.Count += histogram.Count;
            sum._longest = histogram._longest > sum._longest ? histogram._longest : sum._longest;
        }

        return sum;
    }

    private static int IndexOf(TimeSpan time)
    {
        var microseconds = (ulong)Math.Clamp(time.TotalMicroseconds, 0, uint.MaxValue);
        if (microseconds < Steps)
        {
            return (int)microseconds;
        }

        // The leading bit names the doubling, the six bits after it the step.
        var doubling = BitOperations.Log2(microseconds) - BitOperations.Log2(Steps);
        return (Steps * (doubling + 1)) + (int)((microseconds >> doubling) - Steps);
    }

    private static TimeSpan UpperBoundOf(int index)
    {
        var doubling = Math.Max((index / Steps) - 1, 0);
        var start = index < Steps ? index : (long)(Steps + (index % Steps)) << doubling;
        return TimeSpan.FromMicroseconds(start + (1L << doubling));
    }
}
