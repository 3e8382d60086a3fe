using System;
using System.Threading;

namespace Sidecar.Gateway.Metrics;

/// <summary>How long calls took, in buckets. For any thread.</summary>
internal sealed class LatencyHistogram
{
    private static readonly double[] Bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _ticks;

    /// <summary>Upper bounds of the buckets, in seconds; there is one more without a bound.</summary>
    public static ReadOnlySpan<double> UpperBounds => Bounds;

    /// <summary>Sum of all times.</summary>
    public TimeSpan Sum => new(Interlocked.Read(ref _ticks));

    /// <summary>Counts a call.</summary>
    public void Add(TimeSpan time)
    {
        var index = Array.BinarySearch(Bounds, time.TotalSeconds);
        Interlocked.Increment(ref _counts[index < 0 ? ~index : index]);
        Interlocked.Add(ref _ticks, time.Ticks);
    }

    /// <summary>Calls in a bucket.</summary>
    public long Count(int bucket) => Interlocked.Read(ref _counts[bucket]);
}
