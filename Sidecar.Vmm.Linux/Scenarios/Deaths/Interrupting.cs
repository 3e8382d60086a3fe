using System;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Companions;
using Sidecar.Vmm.Linux.Host;

namespace Sidecar.Vmm.Linux.Scenarios.Deaths;

/// <summary>A program whose threads get signals wherever they are: in a run on Linux's own CPU, waiting for answers, starting commands. Nothing is lost.</summary>
internal static class Interrupting
{
    private const int SignalCount = 200;

    /// <summary>Between two pauses, of which there are few: on an emulated machine, whose CPUs take turns, each costs a turn of all.</summary>
    private const int SignalsATime = 40;

    /// <summary>Starts one, sends the signals, and has it end.</summary>
    /// <param name="vps">The VPs; nobody's.</param>
    /// <param name="random">Which thread gets which.</param>
    public static async Task<string> PlayAsync(SidecarVp[] vps, Random random)
    {
        using var companion = CompanionProcess.Start(Companion.Works, random.Next());
        await companion.HearAsync(Companion.Ready);
        var sent = 0;
        while (sent < SignalCount)
        {
            var threads = ProcessThreads.Of(companion.Id);
            Steps.Expect(threads.Count > 0, $"the program ended after {sent} signals");
            for (var index = 0; index < SignalsATime; index++)
            {
                // A thread may have ended by now.
                sent += Signals.Send(companion.Id, threads[random.Next(threads.Count)], Signals.Window) == 0 ? 1 : 0;
            }

            await Task.Delay(1);
        }

        var end = await Ending.OfAsync(companion);
        await Survivors.RecoverAsync(vps);
        return $"{sent} signals to the threads of a program at work; {end}";
    }
}
