using System;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Text;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Steps that run a guest in VTL0 of every VP that serves, all at once.</summary>
public static class GuestSteps
{
    /// <summary>Nanoseconds that a guest may take.</summary>
    public const ulong Timeout = 120_000_000_000;

    private const int TextCapacity = 240;

    /// <summary>A step: a guest runs to its end on every VP, and says itself that all it saw was right.</summary>
    /// <param name="session">The session.</param>
    /// <param name="step">The step's name.</param>
    /// <param name="guest">The guest's.</param>
    /// <param name="argument">For the guest.</param>
    /// <param name="shown">What was shown, if it passes; the exits that were handled follow.</param>
    public static bool ToTheEnd<THost>(ref Session<THost> session, ReadOnlySpan<byte> step, scoped ReadOnlySpan<byte> guest, ulong argument, scoped ReadOnlySpan<byte> shown)
        where THost : struct, IMonitorHost
    {
        session.BeginStep(step);
        if (GuestRun.TryPrepareAll(ref session, guest, argument))
        {
            Finish(ref session);
            foreach (var vp in session.Serving)
            {
                ExpectEnded(ref session, vp);
            }
        }

        return End(ref session, shown);
    }

    /// <summary>Runs what was prepared to its end; what has to be stopped fails the step.</summary>
    public static void Finish<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        if (!GuestRun.ToTheEnd(ref session, Timeout))
        {
            session.Fail("the guest did not end in time and was stopped"u8);
        }
    }

    /// <summary>Checks that a VP's guest ended, and with 0.</summary>
    public static bool ExpectEnded<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
        => session.GuestOf(vp) is { Phase: GuestPhase.Ended, Result: 0 } || FailGuest(ref session, vp);

    /// <summary>Checks how a VP's guest ended.</summary>
    public static bool Expect<THost>(ref Session<THost> session, uint vp, GuestPhase phase)
        where THost : struct, IMonitorHost
        => session.GuestOf(vp).Phase == phase || FailGuest(ref session, vp);

    /// <summary>Exits of one kind, over all VPs.</summary>
    public static uint Total<THost>(ref Session<THost> session, GuestExitKind kind)
        where THost : struct, IMonitorHost
    {
        var total = 0u;
        foreach (var vp in session.Serving)
        {
            total += session.GuestOf(vp).ExitsOf(kind);
        }

        return total;
    }

    /// <summary>Ends the step: what was shown, and how many exits of each kind were handled.</summary>
    public static bool End<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> shown)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[TextCapacity]);
        text.Write(shown);
        var isFirst = true;
        for (var kind = GuestExitKind.Port; kind <= GuestExitKind.Other; kind++)
        {
            var total = Total(ref session, kind);
            if (total != 0)
            {
                text.Write(isFirst ? "; exits: "u8 : ", "u8);
                text.WriteDecimal(total);
                text.Write((byte)' ');
                text.Write(GuestText.Name(kind));
                isFirst = false;
            }
        }

        return session.EndStep(text.Written);
    }

    private static bool FailGuest<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[TextCapacity]);
        text.Write("its guest: "u8);
        GuestText.Write(ref text, in session.GuestOf(vp));
        return session.FailVp(vp, text.Written);
    }
}
