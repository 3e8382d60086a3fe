using System.Collections.Generic;
using Sidecar.Cli.Config;

namespace Sidecar.Cli.Bench;

/// <summary>One boot of the bench.</summary>
/// <param name="Cpus">CPUs of the machine, in one NUMA node that the shim cuts.</param>
/// <param name="Idle">How VPs wait.</param>
/// <param name="CountInstructions">Whether the counter counts instructions, not time.</param>
internal sealed record BenchBoot(int Cpus, IdleSetting Idle, bool CountInstructions)
{
    /// <summary>CPUs of the machine that all figures but the start-up ones come from.</summary>
    public const int MainCpus = 8;

    // A node is at most 32 CPUs and its first is the host's: 66 CPUs make three nodes of 22, and 63 VPs to start.
    private static readonly int[] Sizes = [2, MainCpus, 32, 66];

    /// <summary>Whether all its figures count, or only how long the VPs took to start.</summary>
    public bool IsMain => Cpus == MainCpus;

    /// <summary>The bench: first the counting boots, then the same with time.</summary>
    public static IEnumerable<BenchBoot> All()
    {
        foreach (var count in new[] { true, false })
        {
            foreach (var cpus in Sizes)
            {
                yield return new(cpus, IdleSetting.Hlt, count);
            }

            yield return new(MainCpus, IdleSetting.Mwait, count);
        }
    }
}
