using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Companions;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Host;

namespace Sidecar.Vmm.Linux.Scenarios.Deaths;

/// <summary>A program that is stopped (SIGSTOP) and continued: its VPs go on meanwhile, its guest on Linux's own CPU does not, and nothing is lost.</summary>
internal static class Pausing
{
    private const int Pauses = 2;
    private const int PauseMilliseconds = 300;

    /// <summary>Starts one, does so some times over, and has it end.</summary>
    /// <param name="vps">The VPs; nobody's.</param>
    /// <param name="vtl0">VTL0; null when there is none.</param>
    /// <param name="seed">What it does with which VP.</param>
    public static async Task<string> PlayAsync(SidecarVp[] vps, Vtl0? vtl0, int seed)
    {
        using var companion = CompanionProcess.Start(Companion.Works, seed);
        await companion.HearAsync(Companion.Ready);
        var searching = WorkingCompanion.FirstToSearch(vps, vtl0 is not null, seed);
        for (var pause = 0; pause < Pauses; pause++)
        {
            companion.Send(Signals.Stop);
            await Task.Delay(PauseMilliseconds);
            var progress = searching?.Progress;
            await Until.HoldsAsync(() => searching is null || searching.Progress > progress, $"{searching}'s handler does not go on while its program is stopped");
            if (vtl0 is not null)
            {
                var guest = new TinyGuest(vps[^1], vtl0);
                var before = guest.Spun;
                await Task.Delay(PauseMilliseconds);
                Steps.Expect(guest.Spun == before, $"the guest on Linux's CPU {vps[^1].Index} goes on though its program is stopped");
                companion.Send(Signals.Continue);
                await Until.HoldsAsync(() => guest.Spun != before, $"the guest on Linux's CPU {vps[^1].Index} does not go on");
            }
            else
            {
                companion.Send(Signals.Continue);
            }
        }

        var end = await Ending.OfAsync(companion);
        var (returned, _) = await Survivors.RecoverAsync(vps);
        Steps.Expect(returned == 0, $"{returned} CPUs were Linux's in the end");
        return $"stopped and continued {Pauses} times: handlers went on meanwhile{(vtl0 is null ? "" : ", the guest on Linux's CPU stood still")}; {end}";
    }
}
