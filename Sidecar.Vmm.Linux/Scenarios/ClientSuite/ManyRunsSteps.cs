using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Host;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>Thousands of runs over all VPs by one loop: none is lost, no VP takes a thread, no run allocates.</summary>
internal static class ManyRunsSteps
{
    private const int Runs = 3000;
    private const int WarmUp = 50;
    private const int Attempts = 3;

    /// <summary>Bytes for each run: the loops themselves are some objects a VP, but one object a run would be 24 at least.</summary>
    private const long MostBytes = 8;

    /// <summary>Threads that the pool may have added meanwhile, for whatever the runtime does.</summary>
    private const int OtherThreads = 4;

    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(ClientStage suite)
    {
        await suite.GuestStepAsync("many-runs", vtl0 => RunsAsync(suite.Vps, vtl0));
        await suite.StepAsync("many-commands", () => CommandsAsync(suite.Vps));
    }

    private static async Task<string> RunsAsync(SidecarVp[] vps, Vtl0 vtl0)
    {
        var guests = Array.ConvertAll(vps, vp => new TinyGuest(vp, vtl0));
        for (var index = 0; index < vps.Length; index++)
        {
            guests[index].Load();
            await guests[index].PrepareAsync(TinyGuest.AskAddress);
        }

        var done = 0;
        var text = await MeasureAsync("runs", vps, async (index, times) =>
        {
            for (var time = 0; time < times; time++)
            {
                if (!guests[index].TryExpect(await vps[index].RunAsync()))
                {
                    throw new StepException($"{vps[index]}: run {time} did not come to its exit");
                }
            }
        }, times => done += times);
        foreach (var guest in guests)
        {
            Steps.Expect(guest.Asked == done, $"a guest has counted {guest.Asked} of {done} runs");
        }

        return text;
    }

    private static Task<string> CommandsAsync(SidecarVp[] vps) => MeasureAsync("commands", vps, async (index, times) =>
    {
        for (var time = 0; time < times; time++)
        {
            await vps[index].TestAsync();
        }
    }, static _ => { });

    private static async Task<string> MeasureAsync(string what, SidecarVp[] vps, Func<int, int, Task> loop, Action<int> count)
    {
        var timesAVp = (Runs + vps.Length - 1) / vps.Length;
        await AllAsync(WarmUp);
        var threads = ProcessThreads.OwnCount;
        var (least, seconds) = (long.MaxValue, 0.0);
        // The runtime allocates too, now and then, while it adds a thread or takes one away.
        var most = MostBytes * timesAVp * vps.Length;
        for (var attempt = 0; attempt < Attempts && least >= most; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            await AllAsync(timesAVp);
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        var more = ProcessThreads.OwnCount - threads;
        Steps.Expect(more <= OtherThreads, $"{timesAVp * vps.Length} {what} on {vps.Length} VPs took {more} threads more");
        Steps.Expect(least < most, $"{timesAVp * vps.Length} {what} allocated {least} bytes");
        return $"{timesAVp * vps.Length} {what} on {vps.Length} VPs by one loop, {timesAVp * vps.Length / seconds:F0} a second: {ProcessThreads.OwnCount} threads, {(double)least / (timesAVp * vps.Length):F2} bytes allocated a piece";

        async Task AllAsync(int times)
        {
            count(times);
            await Task.WhenAll(Enumerable.Range(0, vps.Length).Select(index => loop(index, times))).WaitAsync(2 * Until.Patience);
        }
    }
}
