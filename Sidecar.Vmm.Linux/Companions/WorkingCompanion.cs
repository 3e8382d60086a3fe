using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Companions;

/// <summary>
/// Works on every VP until it is told to end: guests without end, searches without end, short calls; and where there is a VTL0 the last VP's CPU goes to Linux, and a guest without end runs there. In the end it says
/// how many commands it started, and how many of them were answered.
/// </summary>
internal static class WorkingCompanion
{
    private const int Kinds = 4;
    private const int Searches = 1;

    /// <summary>What it says in the end.</summary>
    public static string EndText(long started, long answered) => $"started {started}, answered {answered}";

    /// <summary>A VP that searches for primes without end, and so shows its progress; null when none does.</summary>
    /// <param name="vps">All VPs.</param>
    /// <param name="hasVtl0">Whether there is a VTL0.</param>
    /// <param name="seed">The seed.</param>
    public static SidecarVp? FirstToSearch(SidecarVp[] vps, bool hasVtl0, int seed) => Array.Find(hasVtl0 ? vps[..^1] : vps, vp => KindOf(vp, vps, seed) == Searches);

    /// <summary>Does so.</summary>
    /// <param name="seed">Decides which VP does what.</param>
    /// <param name="output">Where it says how far it is.</param>
    /// <param name="linux">The host kernel.</param>
    public static async Task RunAsync(int seed, TextWriter output, LinuxHost linux)
    {
        // So that such a signal interrupts what a thread waits for; without a handler it would be ignored.
        using var interruption = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, static context => context.Cancel = true);
        await using var client = SidecarClient.Open();
        using var vtl0 = linux.HasVtl0 ? new Vtl0(linux) : null;
        using var stop = new CancellationTokenSource();
        var vps = client.Vps.Where(vp => vp.GetCpuState() == CpuState.Idle).ToArray();
        var count = new WorkCount();
        var work = new List<Task>();
        if (vtl0 is not null)
        {
            // Before the others have work: Linux wants a quiet machine for it.
            await vps[^1].ConvertAsync();
        }

        foreach (var vp in vps)
        {
            work.Add(vtl0 is not null && vp == vps[^1] ? OnLinuxAsync(vp, vtl0, count, stop.Token) : OnSidecarAsync(vp, vtl0, KindOf(vp, vps, seed), count, stop.Token));
        }

        while (count.Started < vps.Length && !work.Any(task => task.IsFaulted))
        {
            await Task.Delay(1);
        }

        output.WriteLine(Companion.Ready);
        // A thread of its own waits for the word, so that none of the pool's does.
        await Task.Factory.StartNew(static () => Console.In.ReadLine(), TaskCreationOptions.LongRunning);
        await stop.CancelAsync();
        await Task.WhenAll(work);
        output.WriteLine(EndText(count.Started, count.Answered));
    }

    private static int KindOf(SidecarVp vp, SidecarVp[] vps, int seed) => (int)(((uint)Array.IndexOf(vps, vp) + (uint)seed) % Kinds);

    /// <summary>One kind of work on a VP of the sidecar's, over and over.</summary>
    private static async Task OnSidecarAsync(SidecarVp vp, Vtl0? vtl0, int kind, WorkCount count, CancellationToken stop)
    {
        var random = new Random((int)vp.Index);
        var guest = vtl0 is null ? null : new TinyGuest(vp, vtl0);
        guest?.Load();
        while (!stop.IsCancellationRequested)
        {
            await count.CountAsync(kind switch
            {
                0 when guest is not null => () => SpinAsync(guest, stop),
                Searches => () => HandlerWork.SearchAsync(vp, stop),
                _ => () => HandlerWork.HashAsync(vp, random),
            });
        }
    }

    private static async Task SpinAsync(TinyGuest guest, CancellationToken stop)
    {
        await guest.PrepareAsync(TinyGuest.SpinAddress);
        await guest.SpinAsync(stop);
    }

    /// <summary>A guest without end on Linux's own CPU. To be stopped there is its answer.</summary>
    private static async Task OnLinuxAsync(SidecarVp vp, Vtl0 vtl0, WorkCount count, CancellationToken stop)
    {
        var guest = new TinyGuest(vp, vtl0);
        guest.Load();
        await count.CountAsync(() => BoundThread.RunAsync(vp.Index, () => LocalRuns.Spin(vp, guest, stop)));
        await vp.GiveBackAsync();
    }
}
