using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Build;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;
using Sidecar.Cli.View;

namespace Sidecar.Cli.Bench;

/// <summary>One <c>./sidecar bench</c>: figures, never a verdict on them.</summary>
/// <param name="repository">The repository.</param>
/// <param name="config">The configuration.</param>
/// <param name="output">Where to say what happens.</param>
internal sealed class BenchSession(Repository repository, CosmosConfig config, TextWriter output)
{
    /// <summary>Runs it.</summary>
    /// <param name="host">Whose figures to take.</param>
    /// <param name="wanted">The accelerator for the boots that measure time.</param>
    /// <param name="build">Whether to build first.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">A boot failed.</exception>
    public async Task<int> RunAsync(BenchHost host, Accelerator wanted, bool build, CancellationToken cancel)
    {
        if (build)
        {
            await new Builder(repository, output.WriteLine).BuildAsync(config, iso: false, always: false, cancel);
        }

        var accelerator = new BenchAccelerator(wanted, KvmProbe.Problem(), output);
        var results = new BenchResults();
        // What Linux needs comes before the first boot: should something be missing, nobody has waited for nothing.
        var linux = host == BenchHost.Monitor ? null : await LinuxBench.PrepareAsync(repository, config, output, build, cancel);
        if (host != BenchHost.Linux)
        {
            await new MonitorBench(repository, config, output).RunAsync(accelerator, results, cancel);
        }

        if (linux is not null)
        {
            await linux.RunAsync(accelerator, results, cancel);
        }

        BenchTable.Write(Terminal.Create(output), results.Figures);
        var file = Path.Combine(repository.Artifacts, "bench.json");
        await File.WriteAllBytesAsync(file, BenchJson.Write(results.Figures, SettingValue.Name(accelerator.Current)), cancel);
        if (host != BenchHost.Linux)
        {
            await output.WriteLineAsync("instructions: where the Rust kernel has a figure, the kernel's own from wake to halt, without a trace, as that figure is; of the others between two time stamps, all that run");
        }

        if (host != BenchHost.Monitor)
        {
            await output.WriteLineAsync("N CPUs: time is the sidecar's, from the first INIT until every VP is idle; beside it Linux's for the same CPUs. lpj=: its delay loop is given, not measured. bare: no hypervisor");
        }

        await output.WriteLineAsync($"wrote {Path.GetRelativePath(repository.Root, file)}");
        return ExitCode.Passed;
    }
}
