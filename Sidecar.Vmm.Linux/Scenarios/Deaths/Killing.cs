using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Companions;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Host;

namespace Sidecar.Vmm.Linux.Scenarios.Deaths;

/// <summary>A program that is killed in the middle.</summary>
internal static class Killing
{
    private const int Killed = 128 + Signals.Kill;

    /// <summary>Starts one, kills it, and looks what becomes of its VPs.</summary>
    /// <param name="vps">The VPs; nobody's.</param>
    /// <param name="vtl0">VTL0; null when there is none.</param>
    /// <param name="seed">What it does with which VP.</param>
    /// <param name="isAtWork">Whether it is killed when all of it is at work, and not while it begins.</param>
    /// <param name="milliseconds">How long it lives before.</param>
    public static async Task<string> PlayAsync(SidecarVp[] vps, Vtl0? vtl0, int seed, bool isAtWork, int milliseconds)
    {
        using var companion = CompanionProcess.Start(Companion.Works, seed);
        if (isAtWork)
        {
            await companion.HearAsync(Companion.Ready);
            await ExpectAtWorkAsync(vps, vtl0);
        }

        await Task.Delay(milliseconds);
        companion.Send(Signals.Kill);
        var code = await companion.EndAsync();
        Steps.Expect(code == Killed, $"the program ended with {code}, not by SIGKILL");
        var (returned, time) = await Survivors.RecoverAsync(vps);
        return $"killed {milliseconds} ms after {(isAtWork ? "all VPs were at work" : "its start")}: {vps.Length} VPs are idle {time} after its end, {returned} of them given back by Linux first, and serve";
    }

    private static async Task ExpectAtWorkAsync(SidecarVp[] vps, Vtl0? vtl0)
    {
        foreach (var vp in vps.Where(vp => vp.GetCpuState() != CpuState.Linux))
        {
            Refusals.Of(SidecarErrorKind.Busy, $"{vp}, which a program has", () => vp.Claim());
        }

        if (vtl0 is null)
        {
            return;
        }

        var local = vps[^1];
        Steps.Expect(local.GetCpuState() == CpuState.Linux, $"{local} is {local.GetCpuState()}, not Linux's");
        var guest = new TinyGuest(local, vtl0);
        var before = guest.Spun;
        await Until.HoldsAsync(() => guest.Spun != before, $"the guest on Linux's CPU {local.Index} does not count");
    }
}
