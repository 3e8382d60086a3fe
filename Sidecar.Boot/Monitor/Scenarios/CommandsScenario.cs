using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>OpenHCL's own commands, and what a host can do wrong with them.</summary>
public static class CommandsScenario
{
    private const int RoundTrips = 50;

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        Serving.None(ref session);
        BackToBack(ref session);
        Refusals.Unknown(ref session);
        Refusals.Hypervisor(ref session);
        ErrorIsForgotten(ref session, session.Nth(0));
        Busy(ref session, session.Nth(1));
        Serving.None(ref session);
    }

    private static void BackToBack<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("back-to-back"u8);
        for (var i = 0; i < RoundTrips; i++)
        {
            Serving.NoneOnAll(ref session);
        }

        session.EndStep("50 commands in a row on every VP, none lost, none answered twice"u8);
    }

    private static void ErrorIsForgotten<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("error-is-forgotten"u8);
        const uint unknown = 0xfffe;
        if (session.Begin(vp, unknown) && session.EndRefused(vp, "unknown command 0xfffe"u8) && session.Run(vp, SidecarCommand.NONE))
        {
            session.ExpectEqual((uint)session.PageOf(vp).Command, (uint)SidecarCommand.NONE, vp, "command left on the page"u8);
        }

        session.EndStep("an error does not stick to the next command"u8);
    }

    private static void Busy<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("busy"u8);
        if (EndlessCall.Begin(ref session, vp))
        {
            var channel = session.ChannelOf(vp);
            session.Expect(
                !channel.Begin((uint)SidecarCommand.NONE) && channel.Outcome is { Kind: CommandOutcomeKind.NotStarted, Start: StartResult.Busy },
                vp,
                "a second command on a VP that runs one was not refused"u8);
            EndlessCall.Stop(ref session, vp);
        }

        session.EndStep("a VP that runs a command takes no other"u8);
    }
}
