using System;
using System.Collections.Generic;
using Sidecar.Cli.Config;
using Sidecar.Cli.Run;

namespace Sidecar.Cli.Bench;

/// <summary>One boot of the bench with Linux as the host. Machines of one size differ in nothing but who brings up the CPUs.</summary>
/// <param name="Cpus">CPUs of the machine, one NUMA node and one sidecar node: all but the first are brought up.</param>
/// <param name="How">Who brings them up.</param>
internal sealed record LinuxBenchBoot(int Cpus, BringUp How)
{
    /// <summary>How often each boot is made, in turns with the others; what counts is the median.</summary>
    public const int Rounds = 3;

    /// <summary>CPUs of the machine that the figures of commands come from.</summary>
    public const int MainCpus = 8;

    private static readonly int[] s_sizes = [MainCpus, 16, 32];

    /// <summary>Whether the hypervisor is there.</summary>
    public bool Hypervisor { get; init; } = true;

    /// <summary>Whether Linux is told how long its delay loop takes (lpj=) and does not measure it on each CPU.</summary>
    public bool PresetDelay { get; init; }

    /// <summary>Whether its figures of commands count.</summary>
    public bool IsMain => How == BringUp.Sidecar && Cpus == MainCpus;

    /// <summary>What a figure of this machine has behind its name.</summary>
    public string Suffix => Hypervisor ? "" : ", bare";

    /// <summary>The boot for people.</summary>
    public string Description
    {
        get
        {
            var what = How switch
            {
                BringUp.Sidecar => "brought up by the sidecar",
                BringUp.AtBoot => "brought up by Linux at boot",
                _ => "brought up by Linux one by one",
            };
            return FormattableString.Invariant($"{Cpus} CPUs, {what}{(PresetDelay && How != BringUp.Sidecar ? ", lpj=" : "")}{Suffix}");
        }
    }

    /// <summary>
    /// All boots, in order. What is compared stands side by side. Linux's one-by-one start with its measuring, by far the longest and the least in need of it, is not repeated.
    /// </summary>
    public static IEnumerable<LinuxBenchBoot> All()
    {
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var cpus in s_sizes)
            {
                foreach (var boot in OfMachine(cpus, hypervisor: true, round))
                {
                    yield return boot;
                }
            }

            foreach (var boot in OfMachine(MainCpus, hypervisor: false, round))
            {
                yield return boot;
            }
        }
    }

    /// <summary>The run.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="limit">Seconds that it may take.</param>
    public RunPlan Plan(CosmosConfig config, int limit)
    {
        // quiet: a line a CPU on an emulated serial port would be measured with it.
        var words = "quiet";
        words += How == BringUp.OneByOne ? " maxcpus=1" : "";
        var sidecar = config.Sidecar with
        {
            Log = false,
            NodeSize = 32,
            // The first CPU is the host's: a sidecar that may have no other has nothing to start. Everything before that is as it is with one.
            Start = How == BringUp.Sidecar ? CpuList.Empty : CpuList.Run(0, 1),
            Hypervisor = Hypervisor,
        };
        return RunPlan.Create(
            config with { Sidecar = sidecar, Boot = new() },
            new() { Cpus = Cpus, Nodes = 1, Host = BootMode.Linux, Scenario = "bench", Append = words, Timeout = limit });
    }

    private static IEnumerable<LinuxBenchBoot> OfMachine(int cpus, bool hypervisor, int round)
    {
        yield return new(cpus, BringUp.Sidecar) { Hypervisor = hypervisor, PresetDelay = true };
        yield return new(cpus, BringUp.AtBoot) { Hypervisor = hypervisor };
        yield return new(cpus, BringUp.AtBoot) { Hypervisor = hypervisor, PresetDelay = true };
        if (round == 0)
        {
            yield return new(cpus, BringUp.OneByOne) { Hypervisor = hypervisor };
        }

        yield return new(cpus, BringUp.OneByOne) { Hypervisor = hypervisor, PresetDelay = true };
    }
}
