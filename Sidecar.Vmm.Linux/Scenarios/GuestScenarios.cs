using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Guests in VTL0 of every VP at once, with either policy. Without a hypervisor there is no VTL0, and each of these says so and leaves the rest out.</summary>
internal static class GuestScenarios
{
    /// <summary>A count at which the guest is well under way.</summary>
    private const ulong WellUnderWay = 1000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    /// <summary>Guests that print.</summary>
    public static void Hello(Stage stage) => Play(stage, HelloAsync);

    /// <summary>Guests that share memory.</summary>
    public static void Counter(Stage stage) => Play(stage, CounterAsync);

    /// <summary>One exit of every kind.</summary>
    public static void Exits(Stage stage) => Play(stage, ExitsAsync);

    /// <summary>Every mode of the CPU.</summary>
    public static void Modes(Stage stage) => Play(stage, ModesAsync);

    /// <summary>A guest that computes until it is stopped.</summary>
    public static void Compute(Stage stage) => Play(stage, ComputeAsync);

    /// <summary>Guests that reach for memory that is not theirs.</summary>
    public static void Escape(Stage stage) => Play(stage, EscapeAsync);

    /// <summary>Guests that watch their registers.</summary>
    public static void State(Stage stage) => Play(stage, StateAsync);

    /// <summary>Guests that fault three times over.</summary>
    public static void Triple(Stage stage) => Play(stage, TripleAsync);

    /// <summary>All of them.</summary>
    public static void All(Stage stage) => Play(stage, HelloAsync, CounterAsync, ExitsAsync, ModesAsync, ComputeAsync, EscapeAsync, StateAsync, TripleAsync);

    /// <summary>What the tour shows of VTL0: guests run by the sidecar, then one that goes on on Linux's own CPUs.</summary>
    public static async Task TourAsync(Stage stage, IReadOnlyList<SidecarVp> vps)
    {
        await HelloAsync(stage, vps);
        await ExitsAsync(stage, vps);
        await ComputeAsync(stage, vps);
        var converting = stage with { Policy = ConversionPolicy.ConvertOnFirstExit };
        await ToTheEndAsync(converting, vps.TakeLast(2).ToArray(), "guest-converts", "exits", 0, "the guest went on on Linux's CPU at its first exit");
    }

    private static void Play(Stage stage, params Func<Stage, IReadOnlyList<SidecarVp>, Task>[] parts)
        => stage.WithSidecarAsync(async (_, vps) =>
        {
            foreach (var part in parts)
            {
                await part(stage, vps);
            }
        }).GetAwaiter().GetResult();

    private static Task HelloAsync(Stage stage, IReadOnlyList<SidecarVp> vps) => ToTheEndAsync(stage, vps, "guest-hello", "hello", 0, "a guest prints from VTL0");

    private static Task CounterAsync(Stage stage, IReadOnlyList<SidecarVp> vps)
        => ToTheEndAsync(stage, vps, "guest-counter", "counter", 0, "all VPs of one guest count in the same memory, nothing lost");

    private static Task ExitsAsync(Stage stage, IReadOnlyList<SidecarVp> vps)
        => ToTheEndAsync(stage, vps, "guest-exits", "exits", 0, "intercepts of every kind, each with the right result");

    private static Task ModesAsync(Stage stage, IReadOnlyList<SidecarVp> vps) => ToTheEndAsync(stage, vps, "guest-modes", "modes", 0, "real mode, protected mode, PAE, 64-bit mode");

    private static Task EscapeAsync(Stage stage, IReadOnlyList<SidecarVp> vps)
        => ToTheEndAsync(stage, vps, "guest-escape", "escape", 0, "every reach for memory of VTL2's or the hypervisor's was caught");

    private static Task StateAsync(Stage stage, IReadOnlyList<SidecarVp> vps)
        => ToTheEndAsync(stage, vps, "guest-state", "state", 0, "registers of every kind stay the guest's own through exits");

    private static Task TripleAsync(Stage stage, IReadOnlyList<SidecarVp> vps)
        => StepAsync(stage, "guest-triple-fault", async run =>
        {
            run.Prepare("triple", 0, vps);
            await RunToTheEndAsync(run);
            Expect(run, state => state.Phase == GuestPhase.TripleFault);
            return "a triple fault ends the guest, not the VP";
        });

    /// <summary>A guest computes on every VP until it is stopped, is looked into, runs on, and is stopped again.</summary>
    private static Task ComputeAsync(Stage stage, IReadOnlyList<SidecarVp> vps)
        => StepAsync(stage, "guest-stop", async run =>
        {
            run.Prepare("compute", 0, vps);
            await RunAndStopAsync(run);
            await GuestLooks.LookAsync(run);
            await RunAndStopAsync(run);
            return "a guest computes until it is stopped, is looked into, runs on, and is stopped again";
        });

    private static Task ToTheEndAsync(Stage stage, IReadOnlyList<SidecarVp> vps, string step, string guest, ulong argument, string shown)
        => StepAsync(stage, step, async run =>
        {
            run.Prepare(guest, argument, vps);
            await RunToTheEndAsync(run);
            Expect(run, state => state is { Phase: GuestPhase.Ended, Result: 0 });
            return shown;
        });

    /// <summary>A step with a guest; afterwards every CPU is the sidecar's again.</summary>
    private static async Task StepAsync(Stage stage, string step, Func<GuestRun, Task<string>> play)
    {
        if (!stage.Linux.HasVtl0)
        {
            await stage.StepAsync(step, () => Task.FromResult(NoVtl0.Text));
            return;
        }

        await stage.StepAsync(step, async () =>
        {
            using var vtl0 = new Vtl0(stage.Linux);
            var run = new GuestRun(vtl0, stage.Policy);
            var moved = 0;
            string shown;
            try
            {
                shown = await play(run);
            }
            finally
            {
                moved = await run.ReturnAsync();
            }

            return $"{shown}, on {run.Vps.Count} VPs{(moved == 0 ? "" : $", {moved} of which went to Linux for it and came back")}{run.Exits}";
        });
    }

    private static async Task RunToTheEndAsync(GuestRun run)
    {
        using var limit = new CancellationTokenSource(s_patience);
        await run.RunAsync(limit.Token);
    }

    private static void Expect(GuestRun run, Func<GuestState, bool> holds)
    {
        foreach (var vp in run.Vps)
        {
            Steps.Expect(holds(vp.State), $"{vp.Text}{run.Exits}");
        }
    }

    private static async Task RunAndStopAsync(GuestRun run)
    {
        using var stop = new CancellationTokenSource();
        var before = run.Vps.Select(ComputeCount.Of).ToArray();
        var running = run.RunAsync(stop.Token);
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            for (var i = 0; i < before.Length; i++)
            {
                while (ComputeCount.Of(run.Vps[i]) < before[i] + WellUnderWay)
                {
                    Steps.Expect(!limit.IsCancellationRequested && !running.IsCompleted, $"{run.Vps[i].Text}: it counts to {ComputeCount.Of(run.Vps[i])} only");
                    await Task.Delay(1);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }

        Expect(run, state => state.Phase == GuestPhase.Stopped);
    }
}
