using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Text;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>
/// A guest that keeps every register busy with known values and checks them, while interrupts and stops rain on its VPs. How many of them a run takes is left to
/// chance, so that its trace is not the same every time.
/// </summary>
public static class StateScenario
{
    /// <summary>Nanoseconds from one disturbance to the next.</summary>
    private const ulong Interval = 300_000;

    /// <summary>Every so many disturbances is a stop; the others are interrupts that ask for nothing.</summary>
    private const uint StopEvery = 3;

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        if (!GuestScenarios.IsPossible(ref session, "guest-state"u8))
        {
            return;
        }

        session.BeginStep("guest-state"u8);
        var (stops, interrupts) = (0u, 0u);
        if (GuestRun.TryPrepareAll(ref session, "state"u8, 0))
        {
            Disturb(ref session, ref stops, ref interrupts);
            foreach (var vp in session.Serving)
            {
                GuestSteps.ExpectEnded(ref session, vp);
            }
        }

        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        text.Write("every register as it was through "u8);
        text.WriteDecimal(stops);
        text.Write(" stops and "u8);
        text.WriteDecimal(interrupts);
        text.Write(" interrupts"u8);
        GuestSteps.End(ref session, text.Written);
        Serving.None(ref session);
    }

    private static void Disturb<THost>(ref Session<THost> session, ref uint stops, ref uint interrupts)
        where THost : struct, IMonitorHost
    {
        var deadline = session.Host.NowNanoseconds + GuestSteps.Timeout;
        var next = session.Host.NowNanoseconds + Interval;
        for (var ordinal = 0u; ;)
        {
            GuestRun.Pass(ref session, out var isUnderWay);
            var now = session.Host.NowNanoseconds;
            if (!isUnderWay)
            {
                return;
            }

            if (now >= deadline)
            {
                GuestRun.Stop(ref session);
                session.Fail("the guest did not end in time and was stopped"u8);
                return;
            }

            if (now < next)
            {
                continue;
            }

            next = now + Interval;
            var vp = session.Nth(ordinal);
            if (session.GuestOf(vp).Phase != GuestPhase.Running)
            {
                ordinal++;
                continue;
            }

            if (ordinal++ % StopEvery != 0)
            {
                interrupts++;
                session.Host.SendRequest(vp, (byte)ProcessorMemory.Load(ref session.NodeOf(vp).Control.RequestVector));
                continue;
            }

            stops++;
            GuestRun.Stop(ref session, vp);
            if (GuestRun.AwaitStopped(ref session, vp) && session.GuestOf(vp).Phase == GuestPhase.Stopped)
            {
                session.GuestOf(vp).Phase = GuestPhase.Ready;
                session.GuestOf(vp).StopAsked = false;
            }
        }
    }
}
