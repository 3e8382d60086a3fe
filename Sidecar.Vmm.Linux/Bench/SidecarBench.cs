using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Bench;

/// <summary>What a command costs a C# program on Linux, from the call until it goes on with the answer, and what a CPU's way to Linux and back costs.</summary>
internal static class SidecarBench
{
    private const int WarmUp = 50;
    private const int Rounds = 301;

    /// <summary>The first time a CPU is Linux's, Linux makes what it has for each; these are the times after that.</summary>
    private const int Moves = 9;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>NONE: there and back, for a program that awaits.</summary>
    /// <param name="report">Where the figures go.</param>
    /// <param name="name">Their name.</param>
    /// <param name="vp">The VP.</param>
    public static async Task<string> TestAsync(Reporter report, string name, SidecarVp vp)
        => Report(report, name, await Timings.TakeAsync(vp.TestAsync, WarmUp, Rounds).WaitAsync(s_patience));

    /// <summary>A handler's call: the sum of three numbers.</summary>
    public static async Task<string> CallSumAsync(Reporter report, SidecarVp vp)
    {
        var request = new Sum.Request { ValueCount = 3 };
        request.Values[0] = 1;
        request.Values[1] = 2;
        request.Values[2] = 3;
        return Report(report, "call-sum", await Timings.TakeAsync(OnceAsync, WarmUp, Rounds).WaitAsync(s_patience));

        async ValueTask OnceAsync()
        {
            var total = (await vp.CallSumAsync(request)).Total;
            Steps.Expect(total == 6, $"{vp} adds 1, 2 and 3 to {total}");
        }
    }

    /// <summary>A run of a guest that counts one and asks CPUID, which is intercepted.</summary>
    public static async Task<string> RunAsync(Reporter report, SidecarVp vp, LinuxHost linux)
    {
        using var vtl0 = new Vtl0(linux);
        var guest = new TinyGuest(vp, vtl0);
        guest.Load();
        await guest.PrepareAsync(TinyGuest.AskAddress);
        return Report(report, "run-async", await Timings.TakeAsync(OnceAsync, WarmUp, Rounds).WaitAsync(s_patience));

        async ValueTask OnceAsync() => guest.Expect(await vp.RunAsync());
    }

    /// <summary>A CPU goes to Linux and comes back, again and again.</summary>
    public static async Task<string> MoveAsync(Reporter report, SidecarVp vp)
    {
        var (convert, giveBack) = (new Timings(), new Timings());
        var first = TimeSpan.Zero;
        for (var index = 0; index <= Moves; index++)
        {
            var start = Stopwatch.GetTimestamp();
            await vp.ConvertAsync().WaitAsync(s_patience);
            var converted = Stopwatch.GetTimestamp();
            await vp.GiveBackAsync().WaitAsync(s_patience);
            giveBack.Add(Stopwatch.GetElapsedTime(converted));
            var taken = Stopwatch.GetElapsedTime(start, converted);
            if (index == 0)
            {
                first = taken;
            }
            else
            {
                convert.Add(taken);
            }
        }

        report.Time("convert-first", first);
        convert.Report(report, "convert");
        giveBack.Report(report, "give-back");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"CPU {vp.Index} to Linux in {first.TotalMilliseconds:F1} ms, later in {convert.Median.TotalMilliseconds:F1} ms, back in {giveBack.Median.TotalMilliseconds:F1} ms");
    }

    /// <summary>Reports times, and says them.</summary>
    public static string Report(Reporter report, string name, Timings timings)
    {
        timings.Report(report, name);
        return string.Create(CultureInfo.InvariantCulture, $"{timings.Median.TotalMicroseconds:F1} us in the middle of {timings.Count}, {timings.Least.TotalMicroseconds:F1} us at best");
    }
}
