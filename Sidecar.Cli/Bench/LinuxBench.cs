using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Linux;
using Sidecar.Cli.Project;
using Sidecar.Cli.Run;

namespace Sidecar.Cli.Bench;

/// <summary>The figures with Linux as the host: the sidecar's start beside Linux's own, what a program's commands cost, the gateway.</summary>
internal sealed class LinuxBench
{
    /// <summary>Linux measures its delay loop on each CPU for seconds, and everything is slower while other programs run.</summary>
    private const int BootLimit = 600;

    private readonly CosmosConfig _config;
    private readonly TextWriter _output;
    private readonly LinuxMachine _machine;
    private readonly GatewayBench _gateway;

    private LinuxBench(CosmosConfig config, TextWriter output, LinuxMachine machine, GatewayBench gateway)
    {
        _config = config;
        _output = output;
        _machine = machine;
        _gateway = gateway;
    }

    /// <summary>Gets kernel, modules and programs ready.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="output">Where to say what happens.</param>
    /// <param name="build">Whether to fetch and build what is missing.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">Something is missing.</exception>
    public static async Task<LinuxBench> PrepareAsync(Repository repository, CosmosConfig config, TextWriter output, bool build, CancellationToken cancel)
    {
        var preparation = new LinuxPreparation(repository, output.WriteLine);
        var machine = new LinuxMachine(repository, await preparation.PrepareAsync(config.Linux, build, cancel));
        return new(config, output, machine, await GatewayBench.PrepareAsync(repository, config, output, build, cancel));
    }

    /// <summary>Runs it.</summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="results">Takes the figures.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">A boot failed.</exception>
    public async Task RunAsync(BenchAccelerator accelerator, BenchResults results, CancellationToken cancel)
    {
        var figures = new LinuxFigures();
        foreach (var boot in LinuxBenchBoot.All())
        {
            await _output.WriteLineAsync($"{boot.Description}, measuring time with {SettingValue.Name(accelerator.Current)}");
            var plan = boot.Plan(_config, BootLimit);
            var (folder, outcome) = await accelerator.BootAsync(used => _machine.RunAsync(plan, used, boot.PresetDelay, cancel));
            figures.Add(boot, outcome.Report, await CheckAsync(boot, folder, outcome, cancel));
        }

        figures.AddTo(results);
        await _gateway.RunAsync(accelerator, results, cancel);
    }

    private static async Task<ShimTimes?> CheckAsync(LinuxBenchBoot boot, RunFolder folder, RunOutcome outcome, CancellationToken cancel)
    {
        if (!outcome.Passed)
        {
            throw new CliException($"the boot with {boot.Description} failed: {outcome.Failure}");
        }

        // A machine that is another one than it was to be would be compared with itself.
        var shim = ShimTimes.Read(await File.ReadAllLinesAsync(folder.Console, cancel));
        var wanted = boot.How == BringUp.Sidecar ? boot.Cpus - 1 : 0;
        return (shim?.Vps ?? 0) == wanted ? shim : throw new CliException($"the boot with {boot.Description} has {shim?.Vps ?? 0} VPs of the sidecar; {wanted} were expected");
    }
}
