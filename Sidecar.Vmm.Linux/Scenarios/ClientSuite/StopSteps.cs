using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>Stops before, while and after: each ends the command that it is meant for, and no other.</summary>
internal static class StopSteps
{
    private const int StormRuns = 80;
    private const int StormCalls = 20;
    private const int LateStops = 5;

    /// <summary>One in as many commands of a storm lives for milliseconds.</summary>
    private const int LongLived = 10;

    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(ClientStage suite)
    {
        await suite.StepAsync("stopped-before", () => BeforeAsync(suite.Vps[0]));
        await suite.StepAsync("stopped-while", () => WhileAsync(suite.Vps));
        await suite.StepAsync("storm-of-calls", () => StormAsync(suite.Vps, "searches", StormCalls, async (vp, _, stop) =>
        {
            await HandlerWork.SearchAsync(vp, stop);
            await HandlerWork.SumAsync(vp, new Random(1));
        }));
        await suite.GuestStepAsync("storm-of-runs", vtl0 => StormOfRunsAsync(suite.Vps, vtl0));
        await suite.GuestStepAsync("stopped-after", vtl0 => AfterAsync(suite.Vps[0], vtl0));
    }

    private static async Task<string> BeforeAsync(SidecarVp vp)
    {
        var cancelled = new CancellationToken(canceled: true);
        Steps.Expect((await vp.RunAsync(cancelled)).IsStopped, $"a run that was cancelled before was intercepted");
        await Refusals.ByAsync<OperationCanceledException>("a call that was cancelled before", () => vp.CallPrimesAsync(new() { To = Primes.Limit }, cancelled).AsTask());
        Steps.Expect(!vp.Stop(), $"{vp} has something to stop");
        await HandlerWork.SumAsync(vp, new Random(1));
        return "a run that was cancelled before it began is stopped, a call does not begin";
    }

    private static async Task<string> WhileAsync(SidecarVp[] vps)
    {
        foreach (var vp in vps)
        {
            // What the handler before it has left there is shown until this one begins.
            vp.CommandPage.Reserved[0] = 0;
        }

        using var stop = new CancellationTokenSource();
        var calls = vps.Select(vp => vp.CallPrimesAsync(new() { From = 2, To = Primes.Limit }, stop.Token).AsTask()).ToArray();
        foreach (var vp in vps)
        {
            await Until.HoldsAsync(() => vp.Progress > 0, $"{vp} makes no progress");
        }

        await stop.CancelAsync();
        var answers = await Task.WhenAll(calls).WaitAsync(Until.Patience);
        foreach (var answer in answers)
        {
            Steps.Expect(answer.Stopped && answer.Count == HandlerWork.CountPrimes(2, Math.Min(answer.Next, 20_000)) + Beyond(answer), $"a search stopped {answer.Stopped} at {answer.Next} has {answer.Count} primes");
        }

        return $"{vps.Length} searches for primes are stopped, and right as far as they came: {answers.Min(answer => answer.Next)} at least";
    }

    /// <summary>The primes that are too far to be counted again.</summary>
    private static ulong Beyond(Primes.Response answer) => answer.Next <= 20_000 ? 0 : answer.Count - HandlerWork.CountPrimes(2, 20_000);

    private static Task<string> StormOfRunsAsync(SidecarVp[] vps, Vtl0 vtl0)
    {
        var guests = vps.ToDictionary(vp => vp, vp => new TinyGuest(vp, vtl0));
        foreach (var guest in guests.Values)
        {
            guest.Load();
        }

        return StormAsync(vps, "runs", StormRuns, async (vp, time, stop) =>
        {
            await guests[vp].PrepareAsync(TinyGuest.SpinAddress);
            await guests[vp].SpinAsync(stop);
            // The stop of the run before must not end this one.
            await guests[vp].AskAsync();
            Steps.Expect(guests[vp].Asked == time + 1, $"{vp}'s guest counts {guests[vp].Asked} runs, not {time + 1}");
        });
    }

    /// <summary>Commands that are cancelled at random moments, by two threads and by Stop, often before the VP has taken them.</summary>
    private static async Task<string> StormAsync(SidecarVp[] vps, string what, int times, Func<SidecarVp, int, CancellationToken, Task> command)
    {
        await Task.WhenAll(vps.Select(async vp =>
        {
            var random = new Random((int)vp.Index);
            for (var time = 0; time < times; time++)
            {
                using var stop = new CancellationTokenSource();
                var spins = random.Next(50_000);
                // Few: on an emulated machine, whose CPUs take turns, each of these costs a turn of every VP.
                var delay = random.Next(LongLived) == 0 ? random.Next(1, 4) : 0;
                var cancellation = Task.Run(async () =>
                {
                    Turns(spins);
                    if (delay > 0)
                    {
                        await Task.Delay(delay);
                    }

                    await Task.WhenAll(Task.Run(stop.Cancel), Task.Run(stop.Cancel));
                });
                await command(vp, time, stop.Token);
                await cancellation;
            }
        })).WaitAsync(2 * Until.Patience);
        return $"{times * vps.Length} {what} cancelled at random moments each ended once, stopped; no command after them was";
    }

    /// <summary>A moment of some microseconds. Not by PAUSE, at which QEMU's interpreter lets all other CPUs have their turn.</summary>
    private static void Turns(int count)
    {
        var turn = 0;
        while (turn < count)
        {
            Volatile.Write(ref turn, turn + 1);
        }
    }

    /// <summary>A token that is cancelled when its run is over ends nothing.</summary>
    private static async Task<string> AfterAsync(SidecarVp vp, Vtl0 vtl0)
    {
        var guest = new TinyGuest(vp, vtl0);
        guest.Load();
        for (var time = 0; time < LateStops; time++)
        {
            using var late = new CancellationTokenSource();
            await guest.PrepareAsync(TinyGuest.AskAddress);
            guest.Expect(await vp.RunAsync(late.Token));
            await guest.PrepareAsync(TinyGuest.SpinAddress);
            using var stop = new CancellationTokenSource();
            var run = guest.SpinAsync(stop.Token);
            await late.CancelAsync();
            var before = guest.Spun;
            await Until.HoldsAsync(() => guest.Spun != before, $"{vp}'s guest does not count");
            Steps.Expect(!run.IsCompleted, $"a late cancellation ended the next run");
            await stop.CancelAsync();
            await run.WaitAsync(Until.Patience);
        }

        return $"{LateStops} cancellations of runs that were over ended nothing";
    }
}
