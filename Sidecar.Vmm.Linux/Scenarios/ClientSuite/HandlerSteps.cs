using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>Every sample handler, and NONE, on all VPs at once.</summary>
internal static class HandlerSteps
{
    private const int Times = 20;
    private const int StreamBytes = 50_000;
    private const ulong LongStream = 1UL << 40;

    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(ClientStage suite)
    {
        var vps = suite.Vps;
        await suite.StepAsync("test", () => OnAllAsync(vps, "NONE", (vp, _) => vp.TestAsync().AsTask()));
        await suite.StepAsync("sum", () => OnAllAsync(vps, "sum", HandlerWork.SumAsync));
        await suite.StepAsync("echo", () => OnAllAsync(vps, "echo of 1,024 bytes", HandlerWork.EchoAsync));
        await suite.StepAsync("sha256", () => OnAllAsync(vps, "sha256", HandlerWork.HashAsync));
        await suite.StepAsync("primes", () => OnAllAsync(vps, "primes", HandlerWork.PrimesAsync));
        await suite.StepAsync("sha256-stream", () => StreamAsync(vps));
        await suite.StepAsync("stream-stopped", () => StopStreamAsync(vps[0]));
        await suite.StepAsync("store", () => StoreAsync(vps));
        await suite.StepAsync("spin", () => SpinAsync(vps[0]));
        await suite.StepAsync("channel-calls", () => ChannelAsync(vps));
    }

    /// <summary>Does something some times over on each VP, on all at once.</summary>
    /// <param name="vps">The VPs.</param>
    /// <param name="what">What, for the text.</param>
    /// <param name="call">One call, whose answer it looks at.</param>
    public static async Task<string> OnAllAsync(SidecarVp[] vps, string what, Func<SidecarVp, Random, Task> call)
    {
        await Task.WhenAll(vps.Select(async vp =>
        {
            var random = new Random((int)vp.Index);
            for (var time = 0; time < Times; time++)
            {
                await call(vp, random);
            }
        })).WaitAsync(Until.Patience);
        return $"{what} is right {Times} times on each of {vps.Length} VPs";
    }

    private static async Task<string> StreamAsync(SidecarVp[] vps)
    {
        await Task.WhenAll(vps.Select(vp => HandlerWork.StreamAsync(vp, StreamBytes, vp.Index))).WaitAsync(Until.Patience);
        return $"streams of {StreamBytes} bytes hash as in .NET on {vps.Length} VPs";
    }

    private static async Task<string> StopStreamAsync(SidecarVp vp)
    {
        using var stop = new CancellationTokenSource();
        // What the handler before it has left there is shown until this one begins.
        vp.CommandPage.Reserved[0] = 0;
        var call = HandlerWork.StreamAsync(vp, LongStream, vp.Index, stop.Token);
        await Until.HoldsAsync(() => vp.Progress > 0, $"{vp} makes no progress");
        await stop.CancelAsync();
        Steps.Expect(await call.WaitAsync(Until.Patience), $"a stream of 2^40 bytes was hashed to its end");
        return $"a stream is stopped after {vp.Progress} bytes, and their hash is right";
    }

    private static async Task<string> StoreAsync(SidecarVp[] vps)
    {
        const int Commands = 100;
        await Task.WhenAll(vps.Select(async vp =>
        {
            var (store, random) = (new StoreWork(vp), new Random((int)vp.Index));
            await store.ClearAsync();
            for (var command = 0; command < Commands; command++)
            {
                await store.NextAsync(random);
            }
        })).WaitAsync(Until.Patience);
        return $"{vps.Length} parts of the key-value store agree with dictionaries through {Commands} commands each";
    }

    /// <summary>A handler that looks for no stop before its end takes as long as it takes, and sees it then.</summary>
    private static async Task<string> SpinAsync(SidecarVp vp)
    {
        foreach (var rounds in HandlerWork.SpinRounds)
        {
            using var stop = new CancellationTokenSource();
            var call = vp.CallSpinAsync(new() { Rounds = rounds }, stop.Token).AsTask();
            await Until.HoldsAsync(() => call.IsCompleted || vp.GetCpuState() == CpuState.Running, $"{vp} does not run");
            await stop.CancelAsync();
            await Until.HoldsAsync(() => call.IsCompleted || vp.GetCpuState() == CpuState.Stopping, $"{vp} is {vp.GetCpuState()}, not stopping");
            if ((await call.WaitAsync(Until.Patience)).StopSeen)
            {
                return $"a handler that does not look for a stop is waited for, and has seen it in the end";
            }
        }

        throw new StepException($"{vp}'s handler did not see the stop");
    }

    /// <summary>The same calls for a thread that waits.</summary>
    private static Task<string> ChannelAsync(SidecarVp[] vps) => Task.Run(() =>
    {
        foreach (var vp in vps)
        {
            var channel = vp.OpenChannel();
            try
            {
                var request = new Sum.Request { ValueCount = 1 };
                request.Values[0] = vp.Index;
                Steps.Expect(HandlerCalls.TrySum(ref channel, in request, out var response) && response.Total == vp.Index, $"{vp}'s channel adds {vp.Index} up to something else: {channel.Error?.Message}");
            }
            finally
            {
                channel.Dispose();
            }
        }

        return $"{vps.Length} channels, for threads that wait, answer too";
    });
}
