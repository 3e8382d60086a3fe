using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>Whose a CPU is, and how it changes hands.</summary>
internal static class CpuSteps
{
    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(ClientStage suite)
    {
        await suite.StepAsync("base-vps", () => Task.FromResult(BaseVps(suite.Client)));
        await suite.StepAsync("cpu-states", () => StatesAsync(suite.Vps[0]));
        await suite.StepAsync("convert", () => ConvertAsync(suite.Vps[^1]));
        await suite.StepAsync("convert-twice", () => TwiceAsync(suite.Vps[^1]));
    }

    private static string BaseVps(SidecarClient client)
    {
        foreach (var node in client.Nodes)
        {
            Steps.Expect(!client.TryGetVp(node.BaseVp, out _), $"the base VP {node.BaseVp} of node {node.Index} can be commanded");
        }

        Steps.Expect(!client.TryGetVp(uint.MaxValue, out _), $"there is a VP {uint.MaxValue}");
        return $"the base VPs {string.Join(" and ", client.Nodes.Select(node => node.BaseVp))} are the host's";
    }

    private static async Task<string> StatesAsync(SidecarVp vp)
    {
        var seen = new List<CpuState> { vp.GetCpuState() };
        using (var stop = new CancellationTokenSource())
        {
            var search = HandlerWork.SearchAsync(vp, stop.Token);
            seen.Add(vp.GetCpuState());
            await stop.CancelAsync();
            await search;
        }

        seen.Add(await StopsAsync(vp));
        var onWay = await WatchAsync(vp, vp.ConvertAsync());
        seen.Add(vp.GetCpuState());
        var onWayBack = await WatchAsync(vp, vp.GiveBackAsync());
        seen.Add(vp.GetCpuState());
        Steps.Expect(seen.SequenceEqual([CpuState.Idle, CpuState.Running, CpuState.Stopping, CpuState.Linux, CpuState.Idle]), $"{vp} was {string.Join(", ", seen)}");
        Steps.Expect(onWay.All(state => state is CpuState.Idle or CpuState.Removing or CpuState.Linux), $"{vp} was {string.Join(", ", onWay)} on its way to Linux");
        Steps.Expect(onWayBack.All(state => state is CpuState.Linux or CpuState.Removed or CpuState.Idle), $"{vp} was {string.Join(", ", onWayBack)} on its way back");
        return $"{string.Join(", ", seen)}; on the way {string.Join(", ", onWay)}, on the way back {string.Join(", ", onWayBack)}";
    }

    /// <summary>A handler that does not look for a stop is stopping for as long as it takes.</summary>
    private static async Task<CpuState> StopsAsync(SidecarVp vp)
    {
        var state = CpuState.Unknown;
        foreach (var rounds in HandlerWork.SpinRounds)
        {
            var spin = vp.CallSpinAsync(new() { Rounds = rounds }).AsTask();
            vp.Stop();
            state = vp.GetCpuState();
            await spin.WaitAsync(Until.Patience);
            if (state == CpuState.Stopping)
            {
                break;
            }
        }

        return state;
    }

    /// <summary>The states that a VP has until something is over, each once.</summary>
    private static Task<List<CpuState>> WatchAsync(SidecarVp vp, Task move) => Task.Factory.StartNew(
        () =>
        {
            var states = new List<CpuState>();
            do
            {
                var state = vp.GetCpuState();
                if (!states.Contains(state))
                {
                    states.Add(state);
                }
            }
            while (!move.Wait(0));
            return states;
        },
        TaskCreationOptions.LongRunning);

    private static async Task<string> ConvertAsync(SidecarVp vp)
    {
        await vp.CallKvPutAsync(new KeyValueStore.PutRequest { KeyLength = 1, ValueLength = 1 });
        Steps.Expect((await vp.CallKvCountAsync()).Keys > 0, $"{vp} has no key");
        var start = Stopwatch.GetTimestamp();
        var move = vp.ConvertAsync();
        // Busy on the way, gone at the end of it.
        SidecarErrorKind? refused = null;
        while (!move.IsCompleted)
        {
            try
            {
                await vp.TestAsync();
            }
            catch (SidecarException exception)
            {
                refused = exception.Kind;
            }
        }

        await move;
        var taken = Steps.Since(start);
        Steps.Expect(refused is null or SidecarErrorKind.Busy or SidecarErrorKind.Removed, $"a command on the way was refused as {refused}");
        await Refusals.OfAsync(SidecarErrorKind.Removed, "a call of Linux's CPU", () => HandlerWork.SumAsync(vp, new Random(1)));
        await Refusals.OfAsync(SidecarErrorKind.Removed, "a run of Linux's CPU", () => vp.RunAsync().AsTask());
        Refusals.Of(SidecarErrorKind.Removed, "the claim of Linux's CPU", () => vp.Claim());
        start = Stopwatch.GetTimestamp();
        await vp.GiveBackAsync();
        var returned = Steps.Since(start);
        await HandlerWork.SumAsync(vp, new Random(1));
        var keys = (await vp.CallKvCountAsync()).Keys;
        Steps.Expect(keys == 0, $"{vp} still has {keys} keys");
        return $"{vp} is Linux's after {taken}, refuses commands, is back after {returned}, and its handlers' state is new";
    }

    private static async Task<string> TwiceAsync(SidecarVp vp)
    {
        await vp.ConvertAsync();
        await vp.ConvertAsync();
        Steps.Expect(vp.GetCpuState() == CpuState.Linux, $"{vp} is {vp.GetCpuState()}");
        await vp.GiveBackAsync();
        await vp.GiveBackAsync();
        Steps.Expect(vp.GetCpuState() == CpuState.Idle, $"{vp} is {vp.GetCpuState()}");
        await HandlerWork.SumAsync(vp, new Random(1));
        return $"{vp} given to Linux and back, each twice, is the sidecar's and serves";
    }
}
