using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Vp;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>All VPs leave, one by one, while those that are left work.</summary>
public static class RemoveAllScenario
{
    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("removed-one-by-one"u8);
        var count = session.ServingCount;
        for (var round = 0u; round < count && !session.HasFailed; round++)
        {
            // From both ends in turn, every other one in the middle of a command.
            var leaving = session.Nth(round % 2 == 0 ? 0 : session.ServingCount - 1);
            LeaveUnderLoad(ref session, leaving, round);
            session.ShowStates();
        }

        var text = new Utf8Writer(stackalloc byte[80]);
        text.WriteDecimal(count);
        text.Write(" VPs left while the others worked"u8);
        session.EndStep(text.Written);

        session.BeginStep("nobody-left"u8);
        for (var vp = 0u; vp < session.CpuCount; vp++)
        {
            if (session[vp].Role == VpRole.Removed)
            {
                Removals.IsGone(ref session, vp);
                session.Expect(session.StateOf(vp) == VpState.Removed, vp, "it is not shown as removed"u8);
            }
        }

        session.ExpectEqual(session.ServingCount, 0, 0, "VPs that still serve"u8);
        session.EndStep("no VP answers any more, and every call says so"u8);
    }

    private static void LeaveUnderLoad<THost>(ref Session<THost> session, uint leaving, uint round)
        where THost : struct, IMonitorHost
    {
        foreach (var vp in session.Serving)
        {
            if (vp != leaving)
            {
                Serving.BeginSum(ref session, vp, round);
            }
        }

        if (round % 2 == 0)
        {
            session.Remove(leaving, RemovalMode.StopFirst);
        }
        else
        {
            Removals.RemoveRunning(ref session, leaving);
        }

        // The one that left is not among them any more.
        foreach (var vp in session.Serving)
        {
            Serving.EndSum(ref session, vp, round);
        }
    }
}
