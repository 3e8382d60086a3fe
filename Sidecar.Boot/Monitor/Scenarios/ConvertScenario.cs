using System;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Every VP's CPU becomes the host's, works for it, and is given back, while a neighbour runs a handler. Twice: by interrupt, then by hypercall if there is a hypervisor.</summary>
public static class ConvertScenario
{
    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        Round(ref session, StartMethod.Interrupt, "first-round"u8);
        Serving.Sum(ref session, "all-serve"u8);
        Round(ref session, Best(ref session), "second-round"u8);
        Serving.Sum(ref session, "all-serve-again"u8);
    }

    /// <summary>A step: one VP's CPU is converted and given back.</summary>
    public static void One<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("converted-and-given-back"u8);
        var vp = session.Nth(0);
        ThereAndBack(ref session, vp, Best(ref session));
        session.EndStep("a CPU leaves, works for the host, and serves as a VP again"u8);
    }

    /// <summary>By hypercall, where there is somebody to call.</summary>
    internal static StartMethod Best<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
        => session.Setup.HasHypervisor ? StartMethod.Hypercall : StartMethod.Interrupt;

    private static void Round<THost>(ref Session<THost> session, StartMethod method, ReadOnlySpan<byte> name)
        where THost : struct, IMonitorHost
    {
        session.BeginStep(name);
        var count = session.ServingCount;
        for (var ordinal = 0u; ordinal < count && !session.HasFailed; ordinal++)
        {
            var (vp, neighbour) = (session.Nth(ordinal), session.Nth(ordinal + 1));
            var isAlone = vp == neighbour;
            if (!isAlone && !EndlessCall.Begin(ref session, neighbour))
            {
                break;
            }

            ThereAndBack(ref session, vp, method);
            if (!isAlone)
            {
                EndlessCall.Stop(ref session, neighbour);
            }
        }

        var text = new Utf8Writer(stackalloc byte[80]);
        text.WriteDecimal(count);
        text.Write(" VPs left, worked for the host, and serve again"u8);
        session.EndStep(text.Written);
    }

    /// <summary>One VP leaves, works for the host, and serves again.</summary>
    internal static bool ThereAndBack<THost>(ref Session<THost> session, uint vp, StartMethod method)
        where THost : struct, IMonitorHost
        => session.Remove(vp, RemovalMode.StopFirst)
            && Removals.IsGone(ref session, vp)
            && IsGood(ref session, vp, Conversions.Start(ref session, vp, method))
            && IsGood(ref session, vp, Conversions.Work(ref session, vp))
            && IsGood(ref session, vp, Conversions.GiveBack(ref session, vp))
            && Serving.BeginSum(ref session, vp, 3)
            && Serving.EndSum(ref session, vp, 3);

    private static bool IsGood<THost>(ref Session<THost> session, uint vp, scoped ReadOnlySpan<byte> problem)
        where THost : struct, IMonitorHost
        => session.Expect(problem.IsEmpty, vp, problem);
}
