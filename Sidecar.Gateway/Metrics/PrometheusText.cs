using System;
using System.Globalization;
using System.Text;
using Sidecar.Gateway.Vps;

namespace Sidecar.Gateway.Metrics;

/// <summary>The counts in Prometheus' text format, version 0.0.4. Names of handlers need no escapes: they are words of lower-case letters and digits, joined by dashes.</summary>
internal static class PrometheusText
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes all.</summary>
    public static string Write(CallMetrics metrics, VpPool pool, int hosts)
    {
        var text = new StringBuilder();
        Head(text, "sidecar_requests_total", "counter", "Calls of handlers, by handler and HTTP status (499: the caller went away).");
        foreach (var (handler, status, count) in metrics.Counts())
        {
            Line(text, $"sidecar_requests_total{{handler=\"{handler}\",status=\"{status}\"}} {count}");
        }

        Latency(text, metrics.Latency);
        Head(text, "sidecar_queue_length", "gauge", "Calls that wait for a VP.");
        Line(text, $"sidecar_queue_length {pool.QueueLength}");
        Head(text, "sidecar_queue_capacity", "gauge", "Calls that may wait for a VP.");
        Line(text, $"sidecar_queue_capacity {pool.QueueCapacity}");
        States(text, pool, hosts);
        Head(text, "sidecar_vp_commands_total", "counter", "Commands given to a VP.");
        foreach (var lane in pool.Lanes)
        {
            Line(text, $"sidecar_vp_commands_total{{vp=\"{lane.Vp.Index}\"}} {lane.Requests}");
        }

        Head(text, "sidecar_vp_errors_total", "counter", "Commands of a VP that failed.");
        foreach (var lane in pool.Lanes)
        {
            Line(text, $"sidecar_vp_errors_total{{vp=\"{lane.Vp.Index}\"}} {lane.Errors}");
        }

        return text.ToString();
    }

    private static void Latency(StringBuilder text, LatencyHistogram histogram)
    {
        Head(text, "sidecar_request_duration_seconds", "histogram", "Time of a call, the wait for a VP included.");
        var sum = 0L;
        for (var bucket = 0; bucket < LatencyHistogram.UpperBounds.Length; bucket++)
        {
            sum += histogram.Count(bucket);
            Line(text, $"sidecar_request_duration_seconds_bucket{{le=\"{LatencyHistogram.UpperBounds[bucket]}\"}} {sum}");
        }

        sum += histogram.Count(LatencyHistogram.UpperBounds.Length);
        Line(text, $"sidecar_request_duration_seconds_bucket{{le=\"+Inf\"}} {sum}");
        Line(text, $"sidecar_request_duration_seconds_sum {histogram.Sum.TotalSeconds}");
        Line(text, $"sidecar_request_duration_seconds_count {sum}");
    }

    private static void States(StringBuilder text, VpPool pool, int hosts)
    {
        Head(text, "sidecar_vps", "gauge", "VPs by state.");
        var counts = new int[VpStateText.All.Length];
        counts[VpStateText.All.IndexOf(VpStateText.Host)] = hosts;
        foreach (var lane in pool.Lanes)
        {
            counts[VpStateText.All.IndexOf(VpStateText.Of(lane))]++;
        }

        for (var state = 0; state < counts.Length; state++)
        {
            Line(text, $"sidecar_vps{{state=\"{VpStateText.All[state]}\"}} {counts[state]}");
        }
    }

    private static void Head(StringBuilder text, string name, string type, string help) => Line(text, $"# HELP {name} {help}\n# TYPE {name} {type}");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
