using Sidecar.Boot.Monitor.Session;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>A call that takes days unless it is stopped: what stops and removals are shown with.</summary>
public static class EndlessCall
{
    /// <summary>Progress after which the handler is well under way.</summary>
    private const ulong WellUnderWay = 100;

    private static Primes.Request Request => new() { From = 2, To = Primes.Limit };

    /// <summary>Begins the call and waits until the handler is well under way.</summary>
    public static bool Begin<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
        => BeginOnly(ref session, vp) && AwaitWellUnderWay(ref session, vp);

    /// <summary>Begins the call.</summary>
    public static bool BeginOnly<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
        => session.Begin(vp, HandlerNumbers.Primes, Request);

    /// <summary>Waits until the handler is well under way.</summary>
    public static bool AwaitWellUnderWay<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
        => session.AwaitProgress(vp, WellUnderWay);

    /// <summary>Waits for the answer to a stop, and checks that it is what a stopped handler says.</summary>
    public static bool EndStopped<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
        => session.End<Primes.Response>(vp, out var response) && IsStopped(ref session, vp, in response);

    /// <summary>Stops the call, waits for the answer and checks it.</summary>
    public static bool Stop<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
        => session.Stop(vp) && EndStopped(ref session, vp);

    private static bool IsStopped<THost>(ref Session<THost> session, uint vp, in Primes.Response response)
        where THost : struct, IMonitorHost
        => session.Expect(response.Stopped, vp, "the handler's answer does not say that it was stopped"u8)
            && session.Expect(response.Next >= WellUnderWay, vp, "the handler's answer has less than the progress it had shown"u8);
}
