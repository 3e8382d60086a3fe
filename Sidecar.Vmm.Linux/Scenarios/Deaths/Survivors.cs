using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.Deaths;

/// <summary>VPs after the process is gone that used them.</summary>
internal static class Survivors
{
    /// <summary>
    /// The driver waits this long for commands to end that it stops when a file is closed (stop_timeout_ms), and a machine that others keep busy may be slow on top of it.
    /// </summary>
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(10);

    /// <summary>Waits until every VP is stopped, nobody's, and serves; those whose CPU is Linux's are given back. Returns how many these were, and how long all took.</summary>
    /// <exception cref="StepException">It took too long, or a VP does not serve.</exception>
    public static async Task<(int Returned, string Time)> RecoverAsync(SidecarVp[] vps)
    {
        var start = Stopwatch.GetTimestamp();
        while (vps.FirstOrDefault(vp => vp.GetCpuState() is not (CpuState.Idle or CpuState.Linux)) is { } other)
        {
            Steps.Expect(Stopwatch.GetElapsedTime(start) < s_bound, $"{other} is {other.GetCpuState()} {s_bound.TotalSeconds} s after its program was killed");
            await Task.Delay(1);
        }

        var time = Steps.Since(start);
        var converted = vps.Where(vp => vp.GetCpuState() == CpuState.Linux).ToArray();
        foreach (var vp in converted)
        {
            await vp.GiveBackAsync().WaitAsync(s_bound);
            Steps.Expect(vp.GetCpuState() == CpuState.Idle, $"{vp} is {vp.GetCpuState()} after it was given back");
        }

        await Task.WhenAll(vps.Select(UseAsync)).WaitAsync(s_bound);
        return (converted.Length, time);
    }

    private static async Task UseAsync(SidecarVp vp)
    {
        // The first command claims it, which is refused while anybody else has it.
        await vp.TestAsync();
        await HandlerWork.SumAsync(vp, new Random((int)vp.Index));
        vp.Release();
    }
}
