using Sidecar.Boot.Monitor.Session;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>A long computation that shows how far it is.</summary>
public static class PrimesSteps
{
    private const ulong Top = 10_000;

    /// <summary>Primes below <see cref="Top"/>.</summary>
    private const ulong Expected = 1_229;

    /// <summary>A step: it runs to its end.</summary>
    public static void Whole<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("primes"u8);
        var vp = session.Nth(2);
        if (session.Begin(vp, HandlerNumbers.Primes, new Primes.Request { From = 0, To = Top }) && session.End<Primes.Response>(vp, out var response))
        {
            session.ExpectEqual(response.Count, Expected, vp, "primes below 10,000"u8);
            session.ExpectEqual(session.ChannelOf(vp).Progress, Top, vp, "progress at the end"u8);
        }

        session.EndStep("1,229 primes below 10,000"u8);
    }

    /// <summary>A step: it shows progress and is stopped half-way.</summary>
    public static void Stopped<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("stop-while-running"u8);
        var vp = session.Nth(2);
        if (EndlessCall.Begin(ref session, vp))
        {
            session.ShowStates();
            EndlessCall.Stop(ref session, vp);
        }

        session.EndStep("progress is seen while it runs, and a stop ends it with what it has"u8);
    }
}
