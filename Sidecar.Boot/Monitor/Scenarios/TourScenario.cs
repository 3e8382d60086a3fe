using Sidecar.Boot.Monitor.Session;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>A guided tour of the whole system.</summary>
public static class TourScenario
{
    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        Serving.None(ref session);
        Serving.Sum(ref session, "sum-in-parallel"u8);
        KeyValueSteps.Play(ref session);
        Hashes.KnownAnswers(ref session);
        PrimesSteps.Whole(ref session);
        PrimesSteps.Stopped(ref session);
        StopScenario.Overtaking(ref session, session.Nth(0));
        Refusals.Unknown(ref session);
        Refusals.Hypervisor(ref session);
        FaultCalls.Contained(ref session);
        GuestScenarios.Tour(ref session);
        Removals.Idle(ref session);
        Removals.Running(ref session);
        ConvertScenario.One(ref session);
        Serving.Sum(ref session, "others-still-serving"u8);
    }
}
