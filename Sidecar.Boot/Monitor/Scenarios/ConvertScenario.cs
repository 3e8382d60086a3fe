using System;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
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
        WithGuest(ref session, vp, Best(ref session));
        session.EndStep("a CPU leaves, works for the host, and serves as a VP again"u8);
    }

    /// <summary>By interrupt and by hypercall in turn.</summary>
    internal static StartMethod Alternate<THost>(ref Session<THost> session, uint number)
        where THost : struct, IMonitorHost
        => number % 2 == 0 ? StartMethod.Interrupt : Best(ref session);

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

            WithGuest(ref session, vp, method);
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

    /// <summary>As <see cref="ThereAndBack"/>, with a guest that runs before and goes on after it: what VTL0 has stays with the CPU, whosever that is meanwhile.</summary>
    private static bool WithGuest<THost>(ref Session<THost> session, uint vp, StartMethod method)
        where THost : struct, IMonitorHost
        => !session.Setup.HasHypervisor
            ? ThereAndBack(ref session, vp, method)
            : TinyGuest.TryPrepare(ref session, vp, TinyGuest.CountAndAsk)
                && CountOn(ref session, vp, 1)
                && ThereAndBack(ref session, vp, method)
                && CountOn(ref session, vp, 2);

    private static bool CountOn<THost>(ref Session<THost> session, uint vp, uint expected)
        where THost : struct, IMonitorHost
        => session.Begin(vp, (uint)SidecarCommand.RUN_VP)
            && TinyGuest.EndRun(ref session, vp)
            && session.ExpectEqual(TinyGuest.Counted(in session, vp), expected, vp, "runs that its guest counted"u8);

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
