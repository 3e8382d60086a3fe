using System;
using System.Collections.Generic;
using System.Threading;
using Sidecar.Gateway.Handlers;

namespace Sidecar.Gateway.Metrics;

/// <summary>What is counted of calls: by handler and HTTP status, and how long they took. For any thread.</summary>
/// <param name="directory">The handlers.</param>
internal sealed class CallMetrics(HandlerDirectory directory)
{
    /// <summary>The handler's name of calls to handlers that there are not.</summary>
    public const string NoHandler = "";

    private static readonly int[] Statuses = [200, 400, 403, 404, 409, 413, 422, 499, 500, 502, 503, 504];
    private readonly long[] _counts = new long[(directory.Handlers.Count + 1) * Statuses.Length];
    private long _total;

    /// <summary>How long calls took.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>All calls.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Counts a call.</summary>
    /// <param name="handler">The handler; null when there is none of that name.</param>
    /// <param name="status">HTTP status of the answer; 499 when the caller did not wait for it.</param>
    /// <param name="time">How long it took.</param>
    public void Add(HandlerInfo? handler, int status, TimeSpan time)
    {
        var column = Array.IndexOf(Statuses, status);
        Interlocked.Increment(ref _counts[((handler?.Index ?? directory.Handlers.Count) * Statuses.Length) + (column < 0 ? Array.IndexOf(Statuses, 500) : column)]);
        Interlocked.Increment(ref _total);
        Latency.Add(time);
    }

    /// <summary>The counts that are not 0.</summary>
    public IEnumerable<(string Handler, int Status, long Count)> Counts()
    {
        for (var index = 0; index < _counts.Length; index++)
        {
            var count = Interlocked.Read(ref _counts[index]);
            if (count > 0)
            {
                var handler = index / Statuses.Length;
                yield return (handler < directory.Handlers.Count ? directory.Handlers[handler].Name : NoHandler, Statuses[index % Statuses.Length], count);
            }
        }
    }
}
