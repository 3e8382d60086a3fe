using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Vp;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>The VPs come up and answer.</summary>
public static class StartScenario
{
    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        ControlPages(ref session);
        Serving.None(ref session);
        Serving.Sum(ref session, "sum-in-parallel"u8);
    }

    /// <summary>The step that every scenario begins with: the nodes are attached to, the VPs claimed, and there is at least one.</summary>
    public static bool StartUp<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("start-up"u8);
        if (!session.Setup.Refusal.IsEmpty)
        {
            session.Fail(session.Setup.Refusal);
        }

        if (session.Open() && session.ServingCount == 0)
        {
            session.Fail("no VP serves: every CPU is the host kernel's"u8);
        }

        foreach (var vp in session.Serving)
        {
            var ring = session.TraceOf(vp);
            if (ring.IsPresent)
            {
                session.Expect(
                    ring.TryRead(0, out var first) && first is { From: VpState.Removed, To: VpState.Halted, Event: VpEvent.Started },
                    vp,
                    "its trace does not begin with its start"u8);
            }
        }

        var text = new Utf8Writer(stackalloc byte[80]);
        text.WriteDecimal(session.ServingCount);
        text.Write(session.ServingCount == 1 ? " VP in "u8 : " VPs in "u8);
        text.WriteDecimal((uint)session.Setup.Nodes.Length);
        text.Write(session.Setup.Nodes.Length == 1 ? " node, halted"u8 : " nodes, halted"u8);
        return session.EndStep(text.Written);
    }

    private static void ControlPages<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("control-pages"u8);
        for (var index = 0; index < session.Setup.Nodes.Length; index++)
        {
            ref readonly var node = ref session.Setup.Nodes[index];
            ref var control = ref node.Control;
            session.ExpectEqual(ProcessorMemory.Load(ref control.Index), (uint)index, node.BaseVp, "index on the node's control page"u8);
            session.ExpectEqual(ProcessorMemory.Load(ref control.BaseCpu), node.BaseVp, node.BaseVp, "base CPU on the node's control page"u8);
            session.ExpectEqual(ProcessorMemory.Load(ref control.CpuCount), node.VpCount, node.BaseVp, "CPU count on the node's control page"u8);
        }

        session.EndStep("each names its node, its base VP and its VPs"u8);
    }
}
