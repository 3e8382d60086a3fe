using System;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>What running a guest takes. The guests are a few bytes (<see cref="TinyGuest"/>).</summary>
public static class BenchGuest
{
    /// <summary>Interrupts that a running guest is interrupted by; each makes the kernel enter VTL0 again.</summary>
    public const int Interrupts = 10;

    /// <summary>The kernel's request vector.</summary>
    private const byte RequestVector = 0x20;

    private const int Repeats = 20;
    private const ulong Patience = 10_000_000_000;

    /// <summary>CPUID, which VTL2 is asked for, again and again.</summary>
    private static ReadOnlySpan<byte> Ask => [0x0f, 0xa2, 0xeb, 0xfc];

    /// <summary>inc dword [0x100], again and again.</summary>
    private static ReadOnlySpan<byte> Count => [0x66, 0xff, 0x06, 0x00, 0x01, 0xeb, 0xf9];

    /// <summary>Measures a visit of the hypervisor, a run from entry to intercept, and a run that is interrupted.</summary>
    public static void Play<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("guest"u8);
        Visit(ref session);
        ToIntercept(ref session, vp);
        Interrupted(ref session, vp);
        session.EndStep("a visit of the hypervisor, a guest's run to an intercept, a run interrupted and stopped"u8);
    }

    private static void Visit<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        var figures = default(Figures);
        for (var i = 0; i < Figures.Capacity; i++)
        {
            var before = session.Host.Timestamp;
            session.Host.VisitHypervisor();
            figures.Add(session.Host.Timestamp - before);
        }

        BenchCalls.ReportLeast(ref session, "vmrun-round-trip"u8, ref figures);
    }

    private static void ToIntercept<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!TinyGuest.TryPrepare(ref session, vp, Ask))
        {
            return;
        }

        var onVp = default(Figures);
        var roundTrip = default(Figures);
        for (var i = 0; i < Repeats && !session.HasFailed; i++)
        {
            var before = session.Host.Timestamp;
            var channel = session.ChannelOf(vp);
            var ran = channel.RunVp(out var intercepted);
            roundTrip.Add(session.Host.Timestamp - before);
            if (session.Expect(ran && intercepted && channel.Page.InterceptMessage.Header.Typ == HvMessageType.HvMessageTypeX64CpuidIntercept, vp, "RUN_VP did not end with CPUID's intercept"u8))
            {
                BenchCalls.AddTrace(ref session, vp, ref onVp, out _);
            }
        }

        BenchCalls.ReportLeast(ref session, "run-vp"u8, ref onVp);
        BenchCalls.ReportLeast(ref session, "round-trip-run-vp"u8, ref roundTrip);
    }

    private static void Interrupted<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!TinyGuest.TryPrepare(ref session, vp, Count) || !session.Begin(vp, (uint)SidecarCommand.RUN_VP))
        {
            return;
        }

        var figures = default(Figures);
        for (var i = 0; i < Interrupts && AwaitProgress(ref session, vp); i++)
        {
            var before = session.Host.Timestamp;
            session.Host.SendRequest(vp, RequestVector);
            figures.Add(session.Host.Timestamp - before);
        }

        AwaitProgress(ref session, vp);
        session.Stop(vp);
        session.End(vp);
        BenchCalls.ReportLeast(ref session, "send-interrupt"u8, ref figures);
    }

    /// <summary>Waits until the guest has counted on.</summary>
    private static bool AwaitProgress<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        var seen = TinyGuest.Counted(in session, vp);
        var deadline = session.Host.NowNanoseconds + Patience;
        while (TinyGuest.Counted(in session, vp) == seen)
        {
            if (session.Host.NowNanoseconds > deadline)
            {
                return session.FailVp(vp, "its guest makes no progress"u8);
            }
        }

        return true;
    }
}
