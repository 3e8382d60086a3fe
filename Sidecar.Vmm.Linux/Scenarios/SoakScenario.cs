using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Load;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>
/// Commands at random on all VPs at once, beside a load of Linux's own: handlers whose answers are checked, guests run to an exit, stops, refusals, CPUs that go to Linux, run their guest there and come back. Every
/// command has to be answered, and in the end what the guests counted is what they were run.
/// </summary>
internal static class SoakScenario
{
    private const int Commands = 6_000;
    private const int Seed = 0x50a4;

    /// <summary>Plays it.</summary>
    public static void Play(Stage stage) => stage.WithSidecarAsync((client, vps) => PlayAsync(stage, client, vps)).GetAwaiter().GetResult();

    private static async Task PlayAsync(Stage stage, SidecarClient client, SidecarVp[] vps)
    {
        var (commands, seed) = (stage.Arguments.CommandCount ?? Commands, stage.Arguments.RandomSeed ?? Seed);
        Console.WriteLine($"  soak: {commands} commands, seed {seed}");
        using var vtl0 = stage.Linux.HasVtl0 ? new Vtl0(stage.Linux) : null;
        var soaks = vps.Select(vp => new VpSoak(vp, vtl0, seed)).ToArray();
        var load = new LinuxLoad();
        await stage.StepAsync("soak", () => SoakAsync(soaks, load, (commands + vps.Length - 1) / vps.Length, seed));
        await stage.StepAsync("load", () => Task.FromResult($"beside them Linux made {load.Text}"));
        await stage.StepAsync("guests-counted", () => Task.FromResult(Counted(soaks, vtl0)));
        await stage.StepAsync("nothing-lost", () => Task.FromResult(NothingLost(client, soaks)));
        await stage.StepAsync("all-serve", () => ServeAsync(vps, seed));
    }

    private static async Task<string> SoakAsync(VpSoak[] soaks, LinuxLoad load, int commandsAVp, int seed)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await Task.WhenAll(soaks.Select(soak => soak.PlayAsync(commandsAVp)));
        }
        finally
        {
            await load.DisposeAsync();
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return $"{soaks.Sum(soak => soak.Count.Answered)} commands on {soaks.Length} VPs in {seconds:F0} s, seed {seed}: {string.Join(", ", Kinds(soaks))}";
    }

    private static IEnumerable<string> Kinds(VpSoak[] soaks)
        => Enum.GetValues<SoakKind>().Select(kind => (Kind: kind, Count: soaks.Sum(soak => soak.CountOf(kind)))).Where(item => item.Count > 0).Select(item => $"{item.Count} {item.Kind}");

    private static string Counted(VpSoak[] soaks, Vtl0? vtl0)
    {
        if (vtl0 is null)
        {
            return NoVtl0.Text;
        }

        foreach (var soak in soaks)
        {
            Steps.Expect(soak.Guest!.Asked == soak.Asked, $"{soak.Vp}'s guest has counted {soak.Guest.Asked} of {soak.Asked} runs");
        }

        return $"{soaks.Sum(soak => soak.Asked)} runs to an exit, {soaks.Sum(soak => soak.AskedOnLinux)} of them on Linux's own CPUs, and the guests have counted as many";
    }

    private static string NothingLost(SidecarClient client, VpSoak[] soaks)
    {
        var (started, answered) = (soaks.Sum(soak => soak.Count.Started), soaks.Sum(soak => soak.Count.Answered));
        Steps.Expect(started == answered, $"{started} commands were started, {answered} were answered");
        Steps.Expect(client.Nodes.All(node => node.UnexpectedCompletions == 0), $"{client.Nodes.Sum(node => node.UnexpectedCompletions)} completions of no command");
        return $"{started} commands started, {answered} answered";
    }

    private static async Task<string> ServeAsync(SidecarVp[] vps, int seed)
    {
        await Task.WhenAll(vps.Select(vp => HandlerWork.SumAsync(vp, new Random(seed)))).WaitAsync(Until.Patience);
        return $"sum is right on {vps.Length} VPs";
    }
}
