using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>A guided tour of the sidecar as Linux sees it: nodes, commands, handlers, stops, guests, a CPU that goes to Linux and comes back.</summary>
internal static class TourScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Plays it.</summary>
    public static void Play(Stage stage) => PlayAsync(stage).GetAwaiter().GetResult();

    private static async Task PlayAsync(Stage stage)
    {
        await stage.StepAsync("linux", () => Task.FromResult(Look(stage.Linux)));
        await stage.WithSidecarAsync(async (_, vps) =>
        {
            await stage.StepAsync("none", () => NoneAsync(vps));
            await stage.StepAsync("handlers", () => HandlersAsync(vps));
            await stage.StepAsync("stop", () => StopAsync(stage.Report, vps));
            await stage.StepAsync("unknown", () => UnknownAsync(vps[0]));
            await GuestScenarios.TourAsync(stage, vps);
            await stage.StepAsync("convert", () => ConvertAsync(vps[^1], stage.Linux));
            await stage.StepAsync("give-back", () => GiveBackAsync(vps[^1], stage.Linux));
            await stage.StepAsync("all-serve", () => HandlersAsync(vps));
        });
    }

    private static string Look(LinuxHost linux)
    {
        var (present, online) = (linux.PresentCpus.Count, linux.OnlineCpus.Count);
        Steps.Expect(online >= 1, $"no CPU is online");
        return $"Linux {linux.Release} has {online} of {present} CPUs";
    }

    private static async Task<string> NoneAsync(SidecarVp[] vps)
    {
        const int Rounds = 20;
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(vps.Select(vp => vp.TestAsync().AsTask())).WaitAsync(s_patience);
        }

        return $"{Rounds * vps.Length} commands on {vps.Length} VPs at once in {Steps.Since(start)}";
    }

    private static async Task<string> HandlersAsync(SidecarVp[] vps)
    {
        var totals = await Task.WhenAll(vps.Select(vp => SumAsync(vp))).WaitAsync(s_patience);
        for (var i = 0; i < vps.Length; i++)
        {
            Steps.Expect(totals[i] == 1_000 + vps[i].Index, $"{vps[i]} adds 1000 and {vps[i].Index} to {totals[i]}");
        }

        return $"sum is right on {vps.Length} VPs";
    }

    private static async Task<long> SumAsync(SidecarVp vp)
    {
        var request = new Sum.Request { ValueCount = 2 };
        request.Values[0] = 1_000;
        request.Values[1] = vp.Index;
        return (await vp.CallSumAsync(request)).Total;
    }

    private static async Task<string> StopAsync(Reporter report, SidecarVp[] vps)
    {
        using var stop = new CancellationTokenSource();
        var calls = vps.Select(vp => vp.CallPrimesAsync(new() { From = 2, To = Primes.Limit }, stop.Token).AsTask()).ToArray();
        await RunningAsync(vps).WaitAsync(s_patience);
        Steps.Expect(vps.All(vp => vp.GetCpuState() == CpuState.Running), $"a VP does not run");
        report.Look();
        var start = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        var answers = await Task.WhenAll(calls).WaitAsync(s_patience);
        Steps.Expect(answers.All(answer => answer.Stopped), $"a search that cannot end has ended");
        return $"{vps.Length} searches for primes stopped in {Steps.Since(start)}";
    }

    /// <summary>Waits until each VP's search gets on, so that no stop overtakes its run and the trace is the same every time. A handler's progress is 0 when it is called.</summary>
    private static async Task RunningAsync(SidecarVp[] vps)
    {
        while (!vps.All(vp => vp.Progress > 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    private static async Task<string> UnknownAsync(SidecarVp vp)
    {
        const uint Nobodys = 0x7fff_ffff;
        try
        {
            await vp.ExecuteAsync(Nobodys, Array.Empty<byte>(), Memory<byte>.Empty).AsTask().WaitAsync(s_patience);
        }
        catch (SidecarException exception) when (exception.Kind == SidecarErrorKind.Command)
        {
            return exception.CommandText ?? exception.Message;
        }

        throw new StepException($"{vp} took command 0x{Nobodys:x}");
    }

    private static async Task<string> ConvertAsync(SidecarVp vp, LinuxHost linux)
    {
        var start = Stopwatch.GetTimestamp();
        await vp.ConvertAsync().WaitAsync(s_patience);
        var taken = Steps.Since(start);
        Steps.Expect(vp.GetCpuState() == CpuState.Linux, $"{vp} is {vp.GetCpuState()}");
        Steps.Expect(linux.OnlineCpus.Contains((int)vp.Index), $"CPU {vp.Index} is not online");
        Steps.Expect(linux.HasProcessor((int)vp.Index), $"/proc/cpuinfo does not show CPU {vp.Index}");
        return $"CPU {vp.Index} is Linux's after {taken}, /proc/cpuinfo shows it";
    }

    private static async Task<string> GiveBackAsync(SidecarVp vp, LinuxHost linux)
    {
        var start = Stopwatch.GetTimestamp();
        await vp.GiveBackAsync().WaitAsync(s_patience);
        var taken = Steps.Since(start);
        Steps.Expect(!linux.HasProcessor((int)vp.Index), $"/proc/cpuinfo still shows CPU {vp.Index}");
        var total = await SumAsync(vp).WaitAsync(s_patience);
        Steps.Expect(total == 1_000 + vp.Index, $"{vp} adds 1000 and {vp.Index} to {total}");
        return $"CPU {vp.Index} is the sidecar's after {taken} and serves";
    }
}
