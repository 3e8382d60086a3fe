using System;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Text;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Console;

/// <summary><c>guest</c> and <c>run</c>: loads a guest, starts it, runs it on.</summary>
public static class GuestCommands
{
    /// <summary>Nanoseconds after which a guest goes on in the background by itself.</summary>
    private const ulong Patience = 5_000_000_000;

    private const ulong PollInterval = 100_000;

    /// <summary><c>guest</c> lists the guests; <c>guest NAME [VP...]</c> loads one and starts it, on all VPs by default.</summary>
    public static void Start<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        if (!IsPossible(ref session))
        {
            return;
        }

        var words = new Words(arguments);
        if (!words.TryTake(out var name))
        {
            List(ref session);
            return;
        }

        foreach (var vp in session.Serving)
        {
            if (session.GuestOf(vp).Phase is GuestPhase.Running or GuestPhase.Ready)
            {
                session.PrintLine("a guest runs already; stop its VPs first (ls shows them)"u8);
                return;
            }
        }

        Load(ref session, name.Text, words.Rest);
    }

    /// <summary><c>run VP [&amp;]</c>: the guest on a VP goes on where it is.</summary>
    public static void Run<THost>(ref Session<THost> session, uint vp, bool inBackground)
        where THost : struct, IMonitorHost
    {
        ref var guest = ref session.GuestOf(vp);
        if (guest.Phase is not (GuestPhase.Ready or GuestPhase.Stopped))
        {
            Tell(ref session, vp, guest.Phase == GuestPhase.Running ? "; it runs already"u8 : "; guest NAME starts one"u8);
            return;
        }

        guest.StopAsked = false;
        guest.IsTold = false;
        guest.Phase = GuestPhase.Ready;
        if (inBackground)
        {
            GuestRun.Begin(ref session, vp);
            Tell(ref session, vp, " in the background"u8);
            return;
        }

        Await(ref session);
    }

    /// <summary>Runs guests on until none runs any more, until patience ends, or until Ctrl-C leaves them in the background.</summary>
    public static void Await<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        var deadline = session.Host.NowNanoseconds + Patience;
        session.BeginStep("console"u8);
        while (true)
        {
            var hasNews = GuestRun.Pass(ref session, out var isUnderWay);
            TellOfEnded(ref session);
            if (!isUnderWay)
            {
                return;
            }

            var isInterrupted = session.TakeInterrupt();
            if (isInterrupted || session.Host.NowNanoseconds >= deadline)
            {
                session.PrintLine(isInterrupted ? "^C, the guest goes on in the background; stop VP stops it"u8 : "the guest goes on in the background; stop VP stops it"u8);
                return;
            }

            if (!hasNews)
            {
                session.Host.Rest(PollInterval);
            }
        }
    }

    /// <summary>A line for each guest that has come to an end since this was last called. Returns whether there was any.</summary>
    public static bool TellOfEnded<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        var any = false;
        foreach (var vp in session.Serving)
        {
            ref var guest = ref session.GuestOf(vp);
            if (!guest.IsTold && guest.Phase > GuestPhase.Running)
            {
                guest.IsTold = true;
                any = true;
                Tell(ref session, vp, default);
            }
        }

        return any;
    }

    /// <summary>Stops the guest on a VP. False when none runs there.</summary>
    public static bool TryStop<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!session.HasGuests || session.GuestOf(vp).Phase is not (GuestPhase.Running or GuestPhase.Ready))
        {
            return false;
        }

        GuestRun.Stop(ref session, vp);
        GuestRun.AwaitStopped(ref session, vp);
        session.GuestOf(vp).IsTold = true;
        Tell(ref session, vp, default);
        return true;
    }

    /// <summary>Prints how far the guest on a VP is.</summary>
    public static void Tell<THost>(ref Session<THost> session, uint vp, scoped ReadOnlySpan<byte> more)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        text.Write("vp "u8);
        text.WriteDecimal(vp);
        text.Write(": guest: "u8);
        GuestText.Write(ref text, in session.GuestOf(vp));
        text.Write(more);
        session.PrintLine(text.Written);
    }

    private static bool IsPossible<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        if (!session.HasGuests)
        {
            session.PrintLine("there is no hypervisor, so no VTL0 for a guest to run in"u8);
        }

        return session.HasGuests;
    }

    private static void Load<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> vps)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("console"u8);
        var count = vps.IsEmpty ? session.ServingCount : 0;
        var words = new Words(vps);
        while (words.TryTake(out var word))
        {
            if (!ConsoleCommands.TryFindVp(ref session, word.Text, out _))
            {
                return;
            }

            count++;
        }

        if (!GuestRun.TryLoad(ref session, name, 0, out var image))
        {
            session.PrintFailure();
            return;
        }

        foreach (var vp in session.Serving)
        {
            session.GuestOf(vp) = default;
        }

        var ordinal = 0u;
        words = new Words(vps);
        foreach (var vp in session.Serving)
        {
            if (vps.IsEmpty ? ordinal < GuestLayout.MaxVps : IsAmong(vps, vp))
            {
                if (!GuestRun.TryPrepare(ref session, vp, image, ordinal++, count))
                {
                    session.PrintFailure();
                    return;
                }
            }
        }

        Await(ref session);
    }

    private static bool IsAmong(scoped ReadOnlySpan<byte> vps, uint vp)
    {
        var words = new Words(vps);
        while (words.TryTake(out var word))
        {
            if (NumberText.TryParse(word.Text, out var number) && number == vp)
            {
                return true;
            }
        }

        return false;
    }

    private static void List<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        var modules = new GuestModules(session.Setup.Modules);
        for (var index = 0; index < modules.Count; index++)
        {
            if (!modules.NameAt(index).IsEmpty)
            {
                session.PrintLine(modules.NameAt(index));
            }
        }

        if (!modules.Any)
        {
            session.PrintLine("no guest was loaded"u8);
        }
    }
}
