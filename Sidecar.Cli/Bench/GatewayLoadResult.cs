using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Sidecar.Cli.Bench;

/// <summary>What a load came to.</summary>
/// <param name="Latency">How long requests took that were answered with 200.</param>
/// <param name="Failures">All others, by HTTP status; 0 is no answer.</param>
/// <param name="Duration">Time that was counted.</param>
internal sealed record GatewayLoadResult(LatencyHistogram Latency, IReadOnlyDictionary<int, long> Failures, TimeSpan Duration)
{
    /// <summary>Requests a second that were answered with 200.</summary>
    public double RequestsPerSecond => Latency.Count / Duration.TotalSeconds;

    /// <summary>One line.</summary>
    public override string ToString()
    {
        var failures = Failures.Count == 0 ? "no failures" : $"failures: {string.Join(", ", Failures.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} of {pair.Key}"))}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{RequestsPerSecond:0} requests/s; {Milliseconds(0.5):0.00} ms median, {Milliseconds(0.9):0.00} ms 90%, {Milliseconds(0.99):0.00} ms 99%, {Milliseconds(1):0.00} ms longest; {failures}");
    }

    private double Milliseconds(double part) => Latency.Quantile(part).TotalMilliseconds;
}
