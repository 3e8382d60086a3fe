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
/// Every CPU of the sidecar goes to Linux and comes back, twice, while all others work: the next one in order runs a guest, the rest calls handlers. Nothing is lost, and all others go on. One guest at a time, because
/// the CPUs of an emulated machine take turns, and a guest leaves none of its turns unused.
/// </summary>
internal static class HotplugScenario
{
    private const int Rounds = 2;

    /// <summary>Plays it.</summary>
    public static void Play(Stage stage) => stage.WithSidecarAsync((client, vps) => PlayAsync(stage, client, vps)).GetAwaiter().GetResult();

    private static async Task PlayAsync(Stage stage, SidecarClient client, SidecarVp[] vps)
    {
        await stage.StepAsync("at-rest", () => AtRestAsync(stage, vps));
        using var vtl0 = stage.Linux.HasVtl0 ? new Vtl0(stage.Linux) : null;
        vtl0?.Load("compute", 0);
        var count = new WorkCount();
        var moves = 0;
        for (var passed = true; passed && moves < Rounds * vps.Length; moves++)
        {
            var (round, index) = (moves / vps.Length, moves % vps.Length);
            passed = await stage.StepAsync($"cpu-{vps[index].Index}-round-{round + 1}", () => ThereAndBackAsync(stage, vps, index, vtl0, count));
        }

        await stage.StepAsync("nothing-lost", () => Task.FromResult(NothingLost(client, count, moves)));
        await stage.StepAsync("all-serve", () => ServeAsync(vps));
    }

    /// <summary>All CPUs at once are Linux's, and come back.</summary>
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

    /// <summary>One CPU there and back, while all others work. They rest afterwards, so that the step can be told in peace.</summary>
    private static async Task<string> ThereAndBackAsync(Stage stage, SidecarVp[] vps, int index, Vtl0? vtl0, WorkCount count)
    {
        var next = vtl0 is null ? null : vps[(index + 1) % vps.Length];
        var others = vps.Where((_, other) => other != index).Select(vp => new BusyVp(vp)).ToArray();
        try
        {
            foreach (var other in others)
            {
                await other.BeginAsync(other.Vp == next ? Guest(next, vtl0!, vps.Length, count) : new HandlerWorker(other.Vp, count));
            }

            return $"{await MoveAsync(stage, vps[index], others)}{(next is null || others.Length == 0 ? "" : $", {next} with a guest")}";
        }
        finally
        {
            foreach (var other in others)
            {
                await other.DisposeAsync();
            }
        }
    }

    private static async Task<string> MoveAsync(Stage stage, SidecarVp vp, BusyVp[] others)
    {
        var cpu = (int)vp.Index;
        var before = Array.ConvertAll(others, other => other.Progress);
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
        for (var other = 0; other < others.Length; other++)
        {
            await others[other].GoesOnAsync(before[other]);
        }

        return $"CPU {cpu} is Linux's after {taken}, /proc/cpuinfo shows it, it is back after {returned}; all others go on";
    }

    private static GuestWorker Guest(SidecarVp vp, Vtl0 vtl0, int count, WorkCount work)
    {
        var guest = new GuestVp(vp, vtl0, static _ => { });
        Steps.Expect(guest.Prepare(0, (uint)count), $"{guest.Text}");
        return new GuestWorker(guest, work);
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
