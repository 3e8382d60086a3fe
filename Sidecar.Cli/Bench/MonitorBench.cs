using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;
using Sidecar.Cli.Run;
using Sidecar.Cli.View;
using Sidecar.Protocol.Extension;

namespace Sidecar.Cli.Bench;

/// <summary>The figures with the monitor as the host: what the kernel needs, in instructions and in time, beside the Rust kernel.</summary>
/// <param name="repository">The repository.</param>
/// <param name="config">The configuration.</param>
/// <param name="output">Where to say what happens.</param>
internal sealed class MonitorBench(Repository repository, CosmosConfig config, TextWriter output)
{
    private const string Scenario = "bench";

    /// <summary>The boot whose every instruction is logged: a VP for the commands, and one to be removed.</summary>
    private static readonly BenchBoot s_logged = new(Cpus: 3, IdleSetting.Hlt, CountInstructions: true);

    /// <summary>The boot that tells which commands the first VP gets.</summary>
    private const int TracedCpus = 2;

    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(5);

    /// <summary>Runs it.</summary>
    /// <param name="accelerator">The accelerator for the boots that measure time.</param>
    /// <param name="results">Takes the figures.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">A boot failed.</exception>
    public async Task RunAsync(BenchAccelerator accelerator, BenchResults results, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, ulong> exact = new Dictionary<string, ulong>();
        results.AddStatic(await File.ReadAllBytesAsync(Repository.Need(repository.SidecarElf, "build it with ./sidecar build"), cancel));
        foreach (var boot in BenchBoot.All())
        {
            var (_, outcome) = await accelerator.BootAsync(used => BootAsync(boot, used, cancel));
            Check(boot, outcome);
            results.Add(boot, outcome.Report);
            if (boot is { CountInstructions: true, Cpus: TracedCpus })
            {
                exact = ExactCounts.Match(await LogAsync(s_logged, cancel), outcome.Report);
            }
        }

        // Last, because they are better than what any other boot said.
        results.Refine(exact);
    }

    private static void Check(BenchBoot boot, RunOutcome outcome)
    {
        if (!outcome.Passed)
        {
            throw new CliException($"the boot with {boot.Cpus} CPUs failed: {outcome.Failure}");
        }
    }

    /// <summary>Boots once more, without a trace, and counts each wake-up's instructions in QEMU's log of them.</summary>
    private async Task<IReadOnlyDictionary<int, List<ulong>>> LogAsync(BenchBoot boot, CancellationToken cancel)
    {
        var (folder, outcome) = await BootAsync(boot, Accelerator.Tcg, cancel, logged: true);
        try
        {
            Check(boot, outcome);
            using var log = File.OpenText(folder.Instructions);
            return InstructionLog.Windows(log);
        }
        finally
        {
            // Hundreds of megabytes that nobody reads.
            File.Delete(folder.Instructions);
        }
    }

    private async Task<(RunFolder Folder, RunOutcome Outcome)> BootAsync(BenchBoot boot, Accelerator accelerator, CancellationToken cancel, bool logged = false)
    {
        var what = logged ? "logging instructions" : boot.CountInstructions ? "counting instructions" : $"measuring time with {SettingValue.Name(accelerator)}";
        await output.WriteLineAsync($"{boot.Cpus} CPUs, {SettingValue.Name(boot.Idle)}, {what}");
        var folder = RunFolder.Create(repository);
        var runner = new MachineRunner(folder, new SilentView());
        // The monitor reads what happens on a VP from its trace; the kernel's own log would be measured with it.
        var sidecar = config.Sidecar with { Idle = boot.Idle, Log = false, TracePages = logged ? 0 : (int)NodeLayout.MaxTracePages, NodeSize = 32, Start = CpuList.Empty };
        var arguments = QemuCommand.Compose(new()
        {
            Machine = new() { Cpus = boot.Cpus, Nodes = 1, Memory = config.Machine.Memory },
            Accelerator = boot.CountInstructions ? Accelerator.Tcg : accelerator,
            Source = BootSource.Elf,
            BootElf = Repository.Need(repository.BootElf, "build it with ./sidecar build"),
            SidecarElf = repository.SidecarElf,
            Iso = repository.Iso,
            // Under -icount QEMU does not survive the APIC timer's MSRs, by which the monitor ends its waits.
            CommandLine = MonitorCommandLine.Compose(sidecar, Scenario) + (boot.CountInstructions ? " poll" : ""),
            Serial = runner.Ports(interactive: false),
            CountInstructions = boot.CountInstructions,
            InstructionLog = logged ? folder.Instructions : null,
        });
        return (folder, await runner.RunAsync(arguments, BootLimit, interactive: false, cancel));
    }
}
