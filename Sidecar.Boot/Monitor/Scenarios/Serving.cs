using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Whether the VPs serve: the same short calls on all of them at once.</summary>
public static class Serving
{
    /// <summary>A step: NONE on every VP.</summary>
    public static void None<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("none-on-all"u8);
        NoneOnAll(ref session);
        session.EndStep("every VP answers NONE"u8);
    }

    /// <summary>A step: sums on every VP.</summary>
    public static void Sum<THost>(ref Session<THost> session, ReadOnlySpan<byte> step)
        where THost : struct, IMonitorHost
    {
        session.BeginStep(step);
        SumOnAll(ref session, 1);
        session.EndStep("every VP adds up numbers of its own"u8);
    }

    /// <summary>NONE on every VP, all at once.</summary>
    public static void NoneOnAll<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        foreach (var vp in session.Serving)
        {
            session.Begin(vp, (uint)SidecarCommand.NONE);
        }

        foreach (var vp in session.Serving)
        {
            session.End(vp);
        }
    }

    /// <summary>A sum on every VP, all at once, of numbers that no other VP gets.</summary>
    public static void SumOnAll<THost>(ref Session<THost> session, uint salt)
        where THost : struct, IMonitorHost
    {
        foreach (var vp in session.Serving)
        {
            BeginSum(ref session, vp, salt);
        }

        foreach (var vp in session.Serving)
        {
            EndSum(ref session, vp, salt);
        }
    }

    /// <summary>Begins a sum.</summary>
    public static bool BeginSum<THost>(ref Session<THost> session, uint vp, uint salt)
        where THost : struct, IMonitorHost
    {
        var request = new Sidecar.Samples.Sum.Request { ValueCount = 3 };
        request.Values[0] = 1000 * vp;
        request.Values[1] = salt;
        request.Values[2] = -1;
        return session.Begin(vp, HandlerNumbers.Sum, in request);
    }

    /// <summary>Ends a sum that <see cref="BeginSum"/> began, and checks it.</summary>
    public static bool EndSum<THost>(ref Session<THost> session, uint vp, uint salt)
        where THost : struct, IMonitorHost
        => session.End<Sidecar.Samples.Sum.Response>(vp, out var response)
            && session.ExpectEqual((ulong)response.Total, (1000 * vp) + salt - 1UL, vp, "sum"u8);
}
