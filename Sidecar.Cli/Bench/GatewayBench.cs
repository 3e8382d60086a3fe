using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Linux;
using Sidecar.Cli.Project;
using Sidecar.Cli.Run;

namespace Sidecar.Cli.Bench;

/// <summary>Requests through the gateway, from outside the machine: one VP over one connection, then all VPs with a connection each.</summary>
internal sealed class GatewayBench
{
    private const int Cpus = 8;
    private const int Vps = Cpus - 1;
    private const int BootLimit = 300;
    private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_requestLimit = TimeSpan.FromSeconds(10);

    private readonly CosmosConfig _config;
    private readonly TextWriter _output;
    private readonly LinuxMachine _machine;

    private GatewayBench(CosmosConfig config, TextWriter output, LinuxMachine machine)
    {
        _config = config;
        _output = output;
        _machine = machine;
    }

    private static ReadOnlySpan<byte> Body => """{"Values":[1,2,3]}"""u8;

    /// <summary>Gets it ready, the gateway included.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="output">Where to say what happens.</param>
    /// <param name="build">Whether to build what is missing.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">Something is missing.</exception>
    public static async Task<GatewayBench> PrepareAsync(Repository repository, CosmosConfig config, TextWriter output, bool build, CancellationToken cancel)
    {
        var gateway = await new LinuxPrograms(repository, output.WriteLine).GatewayAsync(build, cancel);
        var settings = Plan(config, port: 0).Linux;
        return new(config, output, new(repository, await new LinuxPreparation(repository, output.WriteLine).PrepareAsync(settings, build, cancel, gateway)));
    }

    /// <summary>Runs it.</summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="results">Takes the figures.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">The machine or the gateway failed.</exception>
    public async Task RunAsync(BenchAccelerator accelerator, BenchResults results, CancellationToken cancel)
    {
        var port = FreePort();
        var plan = Plan(_config, port);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var machine = _machine.RunAsync(plan, accelerator.Current, presetDelay: true, end.Token);
        try
        {
            var root = new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/"));
            await AwaitAsync(root, machine, cancel);
            await LoadAsync("gateway, 1 VP", new(root, "handlers/sum?vp=1"), 1, results, cancel);
            await LoadAsync(FormattableString.Invariant($"gateway, {Vps} VPs"), new(root, "handlers/sum"), Vps, results, cancel);
        }
        finally
        {
            await end.CancelAsync();
            // It ends as cancelled; whatever else went wrong has been told.
            await ((Task)machine).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Adds a load's figures.</summary>
    /// <param name="name">What they begin with.</param>
    /// <param name="load">What the load came to.</param>
    /// <param name="results">Takes them.</param>
    /// <exception cref="CliException">A request failed, which is no matter of time.</exception>
    public static void Add(string name, GatewayLoadResult load, BenchResults results)
    {
        if (load.Failures.Count > 0 || load.Latency.Count == 0)
        {
            throw new CliException($"{name}: {load}");
        }

        results.AddAmount($"{name}: requests/s", (ulong)Math.Round(load.RequestsPerSecond));
        results.AddTime($"{name}: median", load.Latency.Quantile(0.5).TotalNanoseconds);
        results.AddTime($"{name}: 99%", load.Latency.Quantile(0.99).TotalNanoseconds);
    }

    private async Task LoadAsync(string name, Uri url, int connections, BenchResults results, CancellationToken cancel)
    {
        await _output.WriteLineAsync($"{name}, measuring requests over {connections} connection{(connections == 1 ? "" : "s")}");
        Add(name, await new GatewayLoad(url, Body.ToArray(), connections).RunAsync(cancel), results);
    }

    /// <summary>Waits until the gateway takes requests.</summary>
    private static async Task AwaitAsync(Uri root, Task<(RunFolder Folder, RunOutcome Outcome)> machine, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = s_requestLimit };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_startLimit);
        while (!machine.IsCompleted)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(root, "healthz"), limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                await Task.Delay(s_poll, limit.Token);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(s_poll, cancel);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                if (limit.IsCancellationRequested)
                {
                    throw new CliException($"the gateway did not answer within {s_startLimit.TotalSeconds:0} s");
                }
            }
        }

        var (_, outcome) = await machine;
        throw new CliException($"the gateway's machine ended: {outcome.Failure ?? "before it was asked to"}");
    }

    private static RunPlan Plan(CosmosConfig config, int port)
        => RunPlan.Create(config with { Boot = new() }, new() { Cpus = Cpus, Nodes = 1, Host = BootMode.Linux, ServePort = port, Timeout = BootLimit });

    /// <summary>A port that was free just now.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
