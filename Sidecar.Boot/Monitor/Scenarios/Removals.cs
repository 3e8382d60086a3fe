using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Taking CPUs out of the sidecar.</summary>
public static class Removals
{
    /// <summary>A step: an idle VP is removed.</summary>
    public static void Idle<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("remove-idle"u8);
        if (IsEnough(ref session))
        {
            var vp = session.Nth(session.ServingCount - 1);
            session.Remove(vp, RemovalMode.StopFirst);
            IsGone(ref session, vp);
            session.EndStep("a halted VP gives its CPU up"u8);
        }
    }

    /// <summary>A step: a VP is removed out of turn, while its handler runs.</summary>
    public static void Running<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("remove-running"u8);
        if (IsEnough(ref session))
        {
            var vp = session.Nth(session.ServingCount - 1);
            RemoveRunning(ref session, vp);
            IsGone(ref session, vp);
            session.EndStep("a running VP finishes and gives its CPU up, and whoever waits learns that"u8);
        }
    }

    /// <summary>Removes a VP out of turn while an endless call runs on it.</summary>
    public static bool RemoveRunning<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!EndlessCall.Begin(ref session, vp) || !session.Remove(vp, RemovalMode.OutOfTurn))
        {
            return false;
        }

        var outcome = session.Await(vp);
        return session.Expect(
            outcome is { Kind: CommandOutcomeKind.NotFinished, Wait: WaitResult.Removed },
            vp,
            "the command of a VP that was removed under it did not end as removed"u8);
    }

    /// <summary>Checks that a removed VP takes no command any more, and says so.</summary>
    public static bool IsGone<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!session.Expect(session.StatusOf(vp) == CpuStatus.REMOVED, vp, "its status byte does not say that it left"u8))
        {
            return false;
        }

        var channel = session.ChannelOf(vp);
        return session.Expect(
            !channel.Begin((uint)SidecarCommand.NONE) && channel.Outcome is { Kind: CommandOutcomeKind.NotStarted, Start: StartResult.Removed },
            vp,
            "a command for a CPU that left was not refused"u8);
    }

    private static bool IsEnough<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        if (session.ServingCount > 1)
        {
            return true;
        }

        session.EndStep("left out: one VP is all there is, and it has to serve on"u8);
        return false;
    }
}
