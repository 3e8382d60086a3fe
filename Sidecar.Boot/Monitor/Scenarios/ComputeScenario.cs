using System.Buffers.Binary;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>A guest that computes until it is stopped: while it runs, and before it runs.</summary>
public static class ComputeScenario
{
    /// <summary>Bytes from one VP's count to the next (docs/guests.md, "compute").</summary>
    private const ulong CountStride = 64;

    /// <summary>A count at which the guest is well under way.</summary>
    private const ulong WellUnderWay = 1000;

    private const ulong PollInterval = 100_000;

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        if (!GuestScenarios.IsPossible(ref session, "guest-stop"u8))
        {
            return;
        }

        WhileRunning(ref session);
        BeforeRunning(ref session);
        Serving.Sum(ref session, "still-serving"u8);
    }

    /// <summary>A step: every VP computes in VTL0 at once, and each comes back when it is asked to; then it goes on where it was.</summary>
    public static void WhileRunning<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("guest-stop"u8);
        if (GuestRun.TryPrepareAll(ref session, "compute"u8, 0))
        {
            RunAndStop(ref session);
            // A guest that was stopped is as it was, and runs on from there.
            foreach (var vp in session.Serving)
            {
                if (session.GuestOf(vp).Phase == GuestPhase.Stopped)
                {
                    session.GuestOf(vp).Phase = GuestPhase.Ready;
                    session.GuestOf(vp).StopAsked = false;
                }
            }

            RunAndStop(ref session);
        }

        session.EndStep("a guest computes on every VP until it is stopped, runs on, and is stopped again"u8);
    }

    /// <summary>A step: STOP is on the control page before the VP looks, so that the guest never runs.</summary>
    public static void BeforeRunning<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("guest-stop-first"u8);
        foreach (var vp in session.Serving)
        {
            var before = CountOf(ref session, vp);
            ref var page = ref session.PageOf(vp);
            page.Command = SidecarCommand.RUN_VP;
            page.RunResponse.Intercept = 1;
            if (session.ForceStatus(vp, CpuStatus.IDLE, (byte)CpuStatus.STOP) && session.AwaitStatus(vp, CpuStatus.IDLE))
            {
                session.Expect(page.HasError == 0 && page.RunResponse.Intercept == 0, vp, "a run that was stopped before it began did not end as a stopped one"u8);
                session.ExpectEqual(CountOf(ref session, vp), before, vp, "count of a guest that never ran"u8);
            }
        }

        session.EndStep("a stop that overtakes the run: the guest executes nothing"u8);
    }

    private static void RunAndStop<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        var ordinal = 0u;
        foreach (var vp in session.Serving)
        {
            var target = CountOf(ref session, vp) + WellUnderWay;
            if (ordinal++ < GuestLayout.MaxVps && GuestRun.Begin(ref session, vp))
            {
                AwaitCount(ref session, vp, target);
            }
        }

        session.ShowStates();
        GuestRun.Stop(ref session);
        foreach (var vp in session.Serving)
        {
            GuestSteps.Expect(ref session, vp, GuestPhase.Stopped);
        }
    }

    private static bool AwaitCount<THost>(ref Session<THost> session, uint vp, ulong target)
        where THost : struct, IMonitorHost
    {
        var deadline = session.Host.NowNanoseconds + GuestSteps.Timeout;
        while (CountOf(ref session, vp) < target)
        {
            if (session.StatusOf(vp) != CpuStatus.RUN || session.Host.NowNanoseconds >= deadline)
            {
                return session.FailVp(vp, "the guest does not count"u8);
            }

            session.Host.Rest(PollInterval);
        }

        return true;
    }

    /// <summary>How far a VP's guest has counted, in the memory that VTL0 shares with everybody.</summary>
    private static ulong CountOf<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        var address = session.GuestMemory.Block.Start + GuestLayout.Shared + (vp * CountStride);
        return session.GuestMemory.TryMap(address, sizeof(ulong), out var bytes) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
    }
}
