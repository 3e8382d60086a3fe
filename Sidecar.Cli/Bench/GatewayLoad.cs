using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Cli.Bench;

/// <summary>Loads the HTTP gateway: a number of connections, each of which sends its next request when the last one is answered (a closed loop), for a time.</summary>
/// <param name="url">What is posted to.</param>
/// <param name="body">The body of each request, JSON.</param>
/// <param name="connections">Connections.</param>
internal sealed class GatewayLoad(Uri url, byte[] body, int connections)
{
    /// <summary>Time before the count begins.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time that is counted.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<GatewayLoadResult> RunAsync(CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false, AllowAutoRedirect = false });
        var workers = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => WorkAsync(client, cancellation), cancellation))).ConfigureAwait(false);
        return new GatewayLoadResult(LatencyHistogram.Sum(workers.Select(worker => worker.Latency)), Sum(workers.Select(worker => worker.Failures)), Duration);
    }

    private async Task<(LatencyHistogram Latency, Dictionary<int, long> Failures)> WorkAsync(HttpClient client, CancellationToken cancellation)
    {
        var latency = new LatencyHistogram();
        var failures = new Dictionary<int, long>();
        // Each worker's own time, of at least one request: on a loaded machine one may begin after the others have ended.
        var start = Stopwatch.GetTimestamp();
        do
        {
            var sent = Stopwatch.GetTimestamp();
            var status = await SendAsync(client, cancellation).ConfigureAwait(false);
            if (Stopwatch.GetElapsedTime(start, sent) < WarmUp)
            {
                continue;
            }

            if (status == 200)
            {
                latency.Add(Stopwatch.GetElapsedTime(sent));
            }
            else
            {
                failures[status] = failures.GetValueOrDefault(status) + 1;
            }
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUp + Duration);

        return (latency, failures);
    }

    /// <summary>HTTP status, or 0 when there was no answer.</summary>
    private async Task<int> SendAsync(HttpClient client, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await client.PostAsync(url, content, cancellation).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(cancellation).ConfigureAwait(false);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private static Dictionary<int, long> Sum(IEnumerable<Dictionary<int, long>> all)
        => all.SelectMany(one => one).GroupBy(pair => pair.Key, pair => pair.Value).ToDictionary(group => group.Key, group => group.Sum());
}
