using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Bench;
using Xunit;

namespace Sidecar.Cli.Tests;

/// <summary>The load generator against a server that answers every third request with 503, and its histogram against the times themselves.</summary>
public sealed class GatewayLoadTests
{
    [Fact]
    public async Task Requests_are_sent_for_the_time_over_all_connections_and_counted_by_status()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var end = new CancellationTokenSource();
        var connections = 0;
        var serving = Task.Run(async () =>
        {
            while (await server.AcceptTcpClientAsync(end.Token) is { } client)
            {
                Interlocked.Increment(ref connections);
                _ = AnswerAsync(client);
            }
        });
        var load = new GatewayLoad(new Uri($"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/handlers/sum"), "{}"u8.ToArray(), connections: 3)
        {
            WarmUp = TimeSpan.FromMilliseconds(50),
            Duration = TimeSpan.FromSeconds(2),
        };
        var result = await load.RunAsync(CancellationToken.None);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(serving);
        connections.ShouldBe(3);
        result.Latency.Count.ShouldBeGreaterThan(0);
        result.Failures.Keys.ShouldBe([503]);
        ((double)result.Latency.Count / result.Failures[503]).ShouldBeInRange(1, 4);
        result.ToString().ShouldMatch(@"^\d+ requests/s; .* ms median, .* ms 90%, .* ms 99%, .* ms longest; failures: \d+ of 503$");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_counted_as_no_answer()
    {
        var load = new GatewayLoad(new Uri("http://127.0.0.1:1/"), [], connections: 1) { WarmUp = TimeSpan.Zero, Duration = TimeSpan.FromMilliseconds(50) };
        var result = await load.RunAsync(CancellationToken.None);
        result.Failures.Keys.ShouldBe([0]);
        result.RequestsPerSecond.ShouldBe(0);
    }

    [Fact]
    public void Quantiles_are_right_within_a_bucket()
    {
        var random = new Random(1);
        var parts = Enumerable.Range(0, 8).Select(_ => new LatencyHistogram()).ToArray();
        var times = Enumerable.Range(0, 20_000).Select(_ => TimeSpan.FromMicroseconds(Math.Exp(random.NextDouble() * 18))).ToArray();
        for (var index = 0; index < times.Length; index++)
        {
            parts[index % parts.Length].Add(times[index]);
        }

        var all = LatencyHistogram.Sum(parts);
        Array.Sort(times);
        all.Count.ShouldBe(times.Length);
        foreach (var part in new[] { 0.01, 0.5, 0.9, 0.99, 0.999 })
        {
            var exact = times[(int)Math.Ceiling(part * times.Length) - 1].TotalMicroseconds;
            all.Quantile(part).TotalMicroseconds.ShouldBeInRange(exact, (exact * 1.016) + 1);
        }

        all.Quantile(1).ShouldBe(times[^1]);
        new LatencyHistogram().Quantile(0.5).ShouldBe(TimeSpan.Zero);
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(connection.GetStream(), Encoding.ASCII);
        for (var number = 0; await reader.ReadLineAsync() is not null; number++)
        {
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            // The body is two bytes without a line end.
            await reader.ReadBlockAsync(new char[2]);
            var answer = number % 3 == 2 ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
    }
}
