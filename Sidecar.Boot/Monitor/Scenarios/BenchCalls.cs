using System;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>What commands, a stop and a removal take. The least of many is given: what the machine did beside does not count.</summary>
public static class BenchCalls
{
    /// <summary>Calls before those that count, for caches and translations to fill.</summary>
    private const int WarmUp = 10;

    /// <summary>NONE: on the VP, as a round trip, and the wake-up alone.</summary>
    public static void None<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("none"u8);
        var onVp = default(Figures);
        var wake = default(Figures);
        var roundTrip = default(Figures);
        for (var i = -WarmUp; i < Figures.Capacity && !session.HasFailed; i++)
        {
            var before = session.Host.Timestamp;
            session.Run(vp, SidecarCommand.NONE);
            var after = session.Host.Timestamp;
            if (i >= 0)
            {
                roundTrip.Add(after - before);
                AddTrace(ref session, vp, ref onVp, out var taken);
                if (taken > before)
                {
                    wake.Add(taken - before);
                }
            }
        }

        ReportLeast(ref session, "command-none"u8, ref onVp);
        ReportBoth(ref session, "round-trip-none"u8, "round-trip-none-median"u8, ref roundTrip);
        ReportBoth(ref session, "wake"u8, "wake-median"u8, ref wake);
        session.EndStep("NONE, from wake to halt and there and back"u8);
    }

    /// <summary>A command number that nobody knows.</summary>
    public static void Unknown<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("unknown-command"u8);
        var onVp = default(Figures);
        for (var i = -WarmUp; i < Figures.Capacity && !session.HasFailed; i++)
        {
            if (session.Begin(vp, 0xfff) && session.EndRefused(vp, "0xfff"u8) && i >= 0)
            {
                AddTrace(ref session, vp, ref onVp, out _);
            }
        }

        ReportLeast(ref session, "command-unknown"u8, ref onVp);
        session.EndStep("an unknown command, from wake to halt"u8);
    }

    /// <summary>A short handler.</summary>
    public static void Handler<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("handler"u8);
        var onVp = default(Figures);
        var roundTrip = default(Figures);
        for (var i = -WarmUp; i < Figures.Capacity && !session.HasFailed; i++)
        {
            var before = session.Host.Timestamp;
            var ended = Serving.BeginSum(ref session, vp, 1) && Serving.EndSum(ref session, vp, 1);
            var after = session.Host.Timestamp;
            if (ended && i >= 0)
            {
                roundTrip.Add(after - before);
                AddTrace(ref session, vp, ref onVp, out _);
            }
        }

        ReportLeast(ref session, "handler-call"u8, ref onVp);
        ReportBoth(ref session, "round-trip-handler"u8, "round-trip-handler-median"u8, ref roundTrip);
        session.EndStep("a sum of three numbers, from wake to halt and there and back"u8);
    }

    /// <summary>A stop of a running handler.</summary>
    public static void Stop<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("stop"u8);
        var onVp = default(Figures);
        var roundTrip = default(Figures);
        for (var i = -WarmUp; i < Figures.Capacity / 2 && !session.HasFailed; i++)
        {
            if (!EndlessCall.Begin(ref session, vp))
            {
                break;
            }

            var before = session.Host.Timestamp;
            EndlessCall.Stop(ref session, vp);
            var after = session.Host.Timestamp;
            if (i >= 0)
            {
                roundTrip.Add(after - before);
                AddTrace(ref session, vp, ref onVp, out _);
            }
        }

        ReportLeast(ref session, "stop"u8, ref onVp);
        ReportBoth(ref session, "round-trip-stop"u8, "round-trip-stop-median"u8, ref roundTrip);
        session.EndStep("a stop, from the handler's noticing to halt and there and back"u8);
    }

    /// <summary>The removal of an idle VP, which then is gone.</summary>
    public static void Remove<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("remove"u8);
        var onVp = default(Figures);
        var before = session.Host.Timestamp;
        session.Remove(vp, RemovalMode.StopFirst);
        var after = session.Host.Timestamp;
        AddTrace(ref session, vp, ref onVp, out _);
        ReportLeast(ref session, "remove"u8, ref onVp);
        session.ReportMetric("round-trip-remove"u8, after - before, "ticks"u8);
        session.EndStep("a removal, from wake to the CPU's being free and there and back"u8);
    }

    /// <summary>The CPU of a VP that is gone becomes the host's and is given back.</summary>
    public static void ThereAndBack<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("convert-and-give-back"u8);
        var before = session.Host.Timestamp;
        var problem = Conversions.Start(ref session, vp, StartMethod.Interrupt);
        var parked = session.Host.Timestamp;
        if (session.Expect(problem.IsEmpty, vp, problem))
        {
            problem = Conversions.GiveBack(ref session, vp);
            var back = session.Host.Timestamp;
            if (session.Expect(problem.IsEmpty, vp, problem))
            {
                session.ReportMetric("round-trip-convert"u8, parked - before, "ticks"u8);
                session.ReportMetric("round-trip-give-back"u8, back - parked, "ticks"u8);
            }
        }

        session.EndStep("from INIT to the CPU's waiting for the host's work, and from there to its VP's serving"u8);
    }

    /// <summary>Adds the time between the last two records of a VP's trace, once the last leads to rest.</summary>
    /// <param name="session">The session.</param>
    /// <param name="vp">The VP.</param>
    /// <param name="figures">Where to.</param>
    /// <param name="taken">When the VP took the command; 0 when it keeps no trace.</param>
    internal static void AddTrace<THost>(ref Session<THost> session, uint vp, ref Figures figures, out ulong taken)
        where THost : struct, IMonitorHost
    {
        taken = 0;
        var ring = session.TraceOf(vp);
        if (!ring.IsPresent || !session.SettleTraces())
        {
            return;
        }

        var count = ring.Count;
        TraceRecord first = default;
        if (count >= 2 && ring.TryRead(count - 1, out var last) && last.To is VpState.Halted or VpState.Removed && ring.TryRead(count - 2, out first))
        {
            taken = first.Timestamp;
            figures.Add(last.Timestamp - first.Timestamp);
        }
    }

    /// <summary>Reports the least; nothing when there are no measurements.</summary>
    internal static void ReportLeast<THost>(ref Session<THost> session, ReadOnlySpan<byte> name, ref Figures figures)
        where THost : struct, IMonitorHost
    {
        if (figures.Count != 0)
        {
            session.ReportMetric(name, figures.Least, "ticks"u8);
        }
    }

    private static void ReportBoth<THost>(ref Session<THost> session, ReadOnlySpan<byte> name, ReadOnlySpan<byte> medianName, ref Figures figures)
        where THost : struct, IMonitorHost
    {
        ReportLeast(ref session, name, ref figures);
        if (figures.Count != 0)
        {
            session.ReportMetric(medianName, figures.Median, "ticks"u8);
        }
    }
}
