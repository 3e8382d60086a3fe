using System;
using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>Clients that end in the middle, and commands that do not end when they should: VPs stay usable.</summary>
internal static class DisposalSteps
{
    private static readonly TimeSpan s_shortStop = TimeSpan.FromMilliseconds(200);

    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(ClientStage suite)
    {
        await suite.StepAsync("disposed-while", () => DisposeAsync(suite.Vps, suite.Vtl0));
        await suite.StepAsync("stubborn", () => StubbornAsync(suite.Vps[0]));
    }

    private static async Task<string> DisposeAsync(SidecarVp[] vps, Vtl0? vtl0)
    {
        Release(vps);
        var other = SidecarClient.Open();
        var (runs, calls) = (Task.FromResult(Array.Empty<RunResult>()), Array.Empty<Task<Primes.Response>>());
        try
        {
            var own = Array.ConvertAll(vps, vp => other[vp.Index]);
            // Guests on every second VP, where there are any.
            var guests = own.Where((_, index) => vtl0 is not null && index % 2 == 0).ToArray();
            foreach (var vp in guests)
            {
                var guest = new TinyGuest(vp, vtl0!);
                guest.Load();
                await guest.PrepareAsync(TinyGuest.SpinAddress);
            }

            runs = Task.WhenAll(guests.Select(vp => vp.RunAsync().AsTask()));
            calls = [.. own.Except(guests).Select(vp => vp.CallPrimesAsync(new() { From = 2, To = Primes.Limit }).AsTask())];
            await Until.HoldsAsync(() => own.All(vp => vp.GetCpuState() == CpuState.Running), $"not all VPs run");
        }
        finally
        {
            await other.DisposeAsync().AsTask().WaitAsync(Until.Patience);
        }

        Steps.Expect((await runs).All(result => result.IsStopped), $"a run ended otherwise than stopped");
        Steps.Expect((await Task.WhenAll(calls)).All(answer => answer.Stopped), $"a search ended otherwise than stopped");
        await Refusals.ByAsync<ObjectDisposedException>("a call of a client that has ended", () => other[vps[0].Index].TestAsync().AsTask());
        await Task.WhenAll(vps.Select(vp => HandlerWork.SumAsync(vp, new Random(1)))).WaitAsync(Until.Patience);
        return $"a client that ends stops {(await runs).Length} runs and {calls.Length} calls, their callers are told, and {vps.Length} VPs serve another client at once";
    }

    /// <summary>A handler that does not look for a stop: its caller is told in time, the VP is busy until it answers, and serves then.</summary>
    private static async Task<string> StubbornAsync(SidecarVp vp)
    {
        vp.Release();
        await using var other = SidecarClient.Open(new SidecarOptions { StopTimeout = s_shortStop });
        var own = other[vp.Index];
        var call = own.CallSpinAsync(new() { Rounds = 150_000_000 }).AsTask();
        await Until.HoldsAsync(() => own.GetCpuState() == CpuState.Running, $"{vp} does not run");
        Steps.Expect(own.Stop(), $"{vp} has nothing to stop");
        var lost = await Refusals.OfAsync(SidecarErrorKind.TimedOut, "a handler that does not stop", () => call);
        Steps.Expect(own.IsRunning && own.GetCpuState() == CpuState.Stopping, $"{vp} is {own.GetCpuState()}");
        await Refusals.OfAsync(SidecarErrorKind.Busy, "a call meanwhile", () => own.TestAsync().AsTask());
        await Until.HoldsAsync(() => !own.IsRunning, $"{vp} does not answer");
        await HandlerWork.SumAsync(own, new Random(1));
        Steps.Expect(own.Node.UnexpectedCompletions == 0, $"the late answer was not expected");
        return lost.Message;
    }

    private static void Release(SidecarVp[] vps)
    {
        foreach (var vp in vps)
        {
            vp.Release();
        }
    }
}
