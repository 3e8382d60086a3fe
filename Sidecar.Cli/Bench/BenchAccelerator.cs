using System;
using System.IO;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Qemu;
using Sidecar.Cli.Run;

namespace Sidecar.Cli.Bench;

/// <summary>The accelerator of a bench's boots: the one that was asked for, until KVM turns out not to carry the machine.</summary>
/// <param name="wanted">What was asked for.</param>
/// <param name="kvmProblem">Why KVM cannot be used; null when it answers.</param>
/// <param name="output">Where to say that it is another one.</param>
internal sealed class BenchAccelerator(Accelerator wanted, string? kvmProblem, TextWriter output)
{
    /// <summary>The accelerator that boots use now: not <see cref="Accelerator.Auto"/>.</summary>
    public Accelerator Current { get; private set; } = AcceleratorChoice.Decide(wanted, kvmProblem);

    /// <summary>Boots a machine, with TCG once more if it was left to us and KVM gives up.</summary>
    /// <param name="boot">Boots it.</param>
    public async Task<(RunFolder Folder, RunOutcome Outcome)> BootAsync(Func<Accelerator, Task<(RunFolder Folder, RunOutcome Outcome)>> boot)
    {
        var result = await boot(Current);
        if (wanted == Accelerator.Auto && Current == Accelerator.Kvm && result.Outcome.BrokenAccelerator is { } complaint)
        {
            await output.WriteLineAsync($"KVM answers but does not carry this machine ({complaint}); going on with tcg");
            Current = Accelerator.Tcg;
            result = await boot(Current);
        }

        return result;
    }
}
