using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Extension;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>
/// Figures. <c>ticks</c> are those of the time stamp counter: time as a rule, instructions under QEMU's <c>-icount shift=0</c>. What happens on the VP is
/// taken from its trace, what the host sees from the host's clock.
/// </summary>
public static class BenchScenario
{
    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        Sizes(ref session);
        var vp = session.Nth(0);
        BenchCalls.None(ref session, vp);
        BenchCalls.Unknown(ref session, vp);
        BenchCalls.Handler(ref session, vp);
        if (session.Setup.HasHypervisor)
        {
            BenchRegisters.Play(ref session, vp);
            BenchGuest.Play(ref session, vp);
        }

        if (session.HasTraces)
        {
            // Only a trace shows when the VP noticed. And a boot without one, whose every instruction QEMU logs, is no place for a handler that runs on.
            BenchCalls.Stop(ref session, vp);
        }

        if (session.ServingCount > 1)
        {
            var leaving = session.Nth(session.ServingCount - 1);
            BenchCalls.Remove(ref session, leaving);
            if (session.HasTraces)
            {
                // Between INIT and what follows it the monitor spins: as little for a log of instructions as a handler that runs on.
                BenchCalls.ThereAndBack(ref session, leaving);
            }
        }
    }

    private static void Sizes<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("start-and-sizes"u8);
        var vps = 0u;
        foreach (ref readonly var node in session.Setup.Nodes)
        {
            vps += node.VpCount;
        }

        session.ReportMetric("started-vps"u8, session.ServingCount, "count"u8);
        session.ReportMetric("start-vps"u8, session.Setup.StartTicks, "ticks"u8);
        session.ReportMetric("vp-memory"u8, (NodeLayout.SharedPagesPerVp + NodeLayout.PrivatePagesPerVp) * NodeLayout.PageSize, "bytes"u8);
        session.ReportMetric("vp-memory-with-state"u8, session.Setup.NodeBytes / vps, "bytes"u8);
        session.ReportMetric("sidecar-file"u8, session.Setup.SidecarFileBytes, "bytes"u8);
        session.ReportMetric("sidecar-image"u8, session.Setup.SidecarImageBytes, "bytes"u8);
        session.EndStep("what a VP costs"u8);
    }
}
