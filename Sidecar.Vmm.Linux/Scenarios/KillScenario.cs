using System;
using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Scenarios.Deaths;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>
/// A VMM that dies, is stopped and is interrupted in the middle of its work: another process of this program has every VP at work, one CPU given to Linux and a guest on it. Afterwards every VP is stopped, nobody's,
/// and usable, within a bound.
/// </summary>
internal static class KillScenario
{
    private const int Rounds = 6;
    private const int Seed = 0x6b11;

    /// <summary>Plays it.</summary>
    public static void Play(Stage stage) => stage.WithSidecarAsync((_, vps) => PlayAsync(stage, vps)).GetAwaiter().GetResult();

    private static async Task PlayAsync(Stage stage, SidecarVp[] vps)
    {
        var seed = stage.Arguments.RandomSeed ?? Seed;
        Console.WriteLine($"  kill: seed {seed}");
        using var vtl0 = stage.Linux.HasVtl0 ? new Vtl0(stage.Linux) : null;
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            // At work in most rounds; in every third while it begins: opens, claims, converts.
            var isAtWork = round % 3 != 2;
            var milliseconds = random.Next(isAtWork ? 300 : 1000);
            await stage.StepAsync($"killed-{round + 1}", () => Killing.PlayAsync(vps, vtl0, random.Next(), isAtWork, milliseconds));
        }

        await stage.StepAsync("stopped-and-continued", () => Pausing.PlayAsync(vps, vtl0, random.Next()));
        await stage.StepAsync("interrupted", () => Interrupting.PlayAsync(vps, random));
        await stage.StepAsync("signal-in-run", () => SignalInRun.PlayAsync(vps[0]));
        await stage.StepAsync("all-serve", async () =>
        {
            await Task.WhenAll(vps.Select(vp => HandlerWork.SumAsync(vp, random))).WaitAsync(Until.Patience);
            return $"sum is right on {vps.Length} VPs";
        });
    }
}
