using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>
/// Every CPU of the sidecar goes to Linux and comes back, twice, while the others run guests or handlers: those that run guests the first time call handlers the second. Nothing is lost, and all others go on.
/// </summary>
internal static class HotplugScenario
{
    private const int Rounds = 2;

    /// <summary>One in as many VPs runs a guest, which leaves an emulated machine, whose CPUs take turns, no turn unused.</summary>
    private const int GuestEach = 3;

    /// <summary>Plays it.</summary>
    public static void Play(Stage stage) => stage.WithSidecarAsync((client, vps) => PlayAsync(stage, client, vps)).GetAwaiter().GetResult();

    private static async Task PlayAsync(Stage stage, SidecarClient client, SidecarVp[] vps)
    {
        using var vtl0 = stage.Linux.HasVtl0 ? new Vtl0(stage.Linux) : null;
        var count = new WorkCount();
        var moves = 0;
        await stage.StepAsync("at-rest", () => AtRestAsync(stage, vps));
        for (var round = 0; round < Rounds; round++)
        {
            var busy = vps.Select(vp => new BusyVp(vp)).ToArray();
            var begun = await stage.StepAsync($"work-{round + 1}", () => Task.FromResult(Begin(busy, vtl0, round, count)));
            for (var index = 0; index < busy.Length && begun; index++)
            {
                var moving = busy[index];
                begun = await stage.StepAsync($"cpu-{moving.Vp.Index}-round-{round + 1}", () => ThereAndBackAsync(stage, busy, moving, vtl0, round, count));
                moves++;
            }

            await stage.StepAsync($"end-{round + 1}", () => EndAsync(busy));
        }

        await stage.StepAsync("nothing-lost", () => Task.FromResult(NothingLost(client, count, moves)));
        await stage.StepAsync("all-serve", () => ServeAsync(vps));
    }

    /// <summary>All CPUs at once are Linux's, and come back. The first time Linux measures each, for which it wants a quiet machine.</summary>
    private static async Task<string> AtRestAsync(Stage stage, SidecarVp[] vps)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var vp in vps)
        {
            await vp.ConvertAsync().WaitAsync(Until.Patience);
        }

        var taken = Steps.Since(start);
        Steps.Expect(vps.All(vp => vp.GetCpuState() == CpuState.Linux && stage.Linux.HasProcessor((int)vp.Index)), $"/proc/cpuinfo does not show all CPUs");
        foreach (var vp in vps)
        {
            await vp.GiveBackAsync().WaitAsync(Until.Patience);
            await HandlerWork.SumAsync(vp, new Random(1));
        }

        return $"{vps.Length} CPUs are Linux's after {taken}, all at once, and come back";
    }

    private static string Begin(BusyVp[] busy, Vtl0? vtl0, int round, WorkCount count)
    {
        vtl0?.Load("compute", 0);
        foreach (var vp in busy)
        {
            vp.Begin(WorkFor(vp.Vp, busy, vtl0, round, count));
        }

        return vtl0 is null ? $"{busy.Length} VPs call handlers; guests are {NoVtl0.Text}" : $"{busy.Count(vp => HasGuest(vp.Vp, round))} VPs run a guest, {busy.Count(vp => !HasGuest(vp.Vp, round))} call handlers";
    }

    private static bool HasGuest(SidecarVp vp, int round) => (vp.Index + round) % GuestEach == 0;

    private static IVpWorker WorkFor(SidecarVp vp, BusyVp[] busy, Vtl0? vtl0, int round, WorkCount count)
    {
        if (vtl0 is null || !HasGuest(vp, round))
        {
            return new HandlerWorker(vp, count);
        }

        var guest = new GuestVp(vp, vtl0, static _ => { });
        Steps.Expect(guest.Prepare((uint)Array.FindIndex(busy, other => other.Vp == vp), (uint)busy.Length), $"{guest.Text}");
        return new GuestWorker(guest, count);
    }

    private static async Task<string> ThereAndBackAsync(Stage stage, BusyVp[] busy, BusyVp moving, Vtl0? vtl0, int round, WorkCount count)
    {
        var (vp, cpu) = (moving.Vp, (int)moving.Vp.Index);
        await moving.StopAsync();
        var before = Array.ConvertAll(busy, other => other.Progress);
        var start = Stopwatch.GetTimestamp();
        await vp.ConvertAsync().WaitAsync(Until.Patience);
        var taken = Steps.Since(start);
        Steps.Expect(vp.GetCpuState() == CpuState.Linux, $"{vp} is {vp.GetCpuState()}");
        Steps.Expect(stage.Linux.OnlineCpus.Contains(cpu) && stage.Linux.HasProcessor(cpu), $"/proc/cpuinfo does not show CPU {cpu}");
        var found = -1;
        await BoundThread.RunAsync(vp.Index, () => found = Thread.GetCurrentProcessorId()).WaitAsync(Until.Patience);
        Steps.Expect(found == cpu, $"a thread that is bound to CPU {cpu} runs on CPU {found}");

        start = Stopwatch.GetTimestamp();
        await vp.GiveBackAsync().WaitAsync(Until.Patience);
        var returned = Steps.Since(start);
        Steps.Expect(vp.GetCpuState() == CpuState.Idle && !stage.Linux.HasProcessor(cpu), $"{vp} is {vp.GetCpuState()}, and /proc/cpuinfo shows it: {stage.Linux.HasProcessor(cpu)}");
        await HandlerWork.SumAsync(vp, new Random(cpu));
        moving.Begin(WorkFor(vp, busy, vtl0, round, count));
        for (var index = 0; index < busy.Length; index++)
        {
            await busy[index].GoesOnAsync(busy[index] == moving ? 0 : before[index]);
        }

        return $"CPU {cpu} is Linux's after {taken}, /proc/cpuinfo shows it, it is the sidecar's after {returned}, and all VPs go on";
    }

    private static async Task<string> EndAsync(BusyVp[] busy)
    {
        foreach (var vp in busy)
        {
            await vp.DisposeAsync();
            Steps.Expect(vp.Vp.GetCpuState() == CpuState.Idle, $"{vp.Vp} is {vp.Vp.GetCpuState()}");
        }

        return $"{busy.Length} VPs are stopped";
    }

    private static string NothingLost(SidecarClient client, WorkCount count, int moves)
    {
        Steps.Expect(count.Started == count.Answered, $"{count.Started} commands were started, {count.Answered} were answered");
        Steps.Expect(client.Nodes.All(node => node.UnexpectedCompletions == 0), $"there were completions of no command");
        return $"{moves} times a CPU went and came back; {count.Started} calls and runs started, {count.Answered} ended as they should";
    }

    private static async Task<string> ServeAsync(SidecarVp[] vps)
    {
        await Task.WhenAll(vps.Select(vp => HandlerWork.SumAsync(vp, new Random(1)))).WaitAsync(Until.Patience);
        return $"sum is right on {vps.Length} VPs";
    }
}
