using Sidecar.Boot.Monitor.Session;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Every exception that a CPU has, inside a handler, on every VP.</summary>
public static class FaultsScenario
{
    /// <summary>Below the stack, the image and the VP's pages there is nothing; the address is canonical.</summary>
    private const ulong UnmappedAddress = 0x1234_5678_9000;

    private const ulong NonCanonicalAddress = 0x8000_0000_0000_0000;

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("every-vector"u8);
        for (var vector = 0u; vector < FaultCalls.VectorCount; vector++)
        {
            OnAll(ref session, Fault.Kind.Raise, vector, vector);
            Serving.NoneOnAll(ref session);
        }

        session.EndStep("vectors 0 to 31 raised on every VP, each still serving"u8);

        session.BeginStep("divide-by-zero"u8);
        OnAll(ref session, Fault.Kind.Divide, 0, 0);
        session.EndStep("#DE on every VP"u8);

        session.BeginStep("unmapped-memory"u8);
        OnAll(ref session, Fault.Kind.Write, UnmappedAddress, 14);
        session.EndStep("#PF on every VP"u8);

        session.BeginStep("non-canonical-address"u8);
        OnAll(ref session, Fault.Kind.Write, NonCanonicalAddress, 13);
        session.EndStep("#GP on every VP"u8);

        session.BeginStep("write-to-code"u8);
        OnAll(ref session, Fault.Kind.WriteText, 0, 14);
        session.EndStep("code cannot be written: #PF on every VP"u8);

        session.BeginStep("index-out-of-range"u8);
        OnAll(ref session, Fault.Kind.Index, 4, 6);
        session.EndStep("a failed bounds check is #UD on every VP"u8);

        session.BeginStep("stack-overflow"u8);
        OnAll(ref session, Fault.Kind.OverflowStack, 0, 8);
        session.EndStep("the page below the stack stops it: #DF on every VP"u8);

        Serving.Sum(ref session, "still-serving"u8);
    }

    private static void OnAll<THost>(ref Session<THost> session, Fault.Kind kind, ulong value, uint vector)
        where THost : struct, IMonitorHost
    {
        foreach (var vp in session.Serving)
        {
            FaultCalls.Begin(ref session, vp, kind, value);
        }

        foreach (var vp in session.Serving)
        {
            FaultCalls.End(ref session, vp, vector);
        }
    }
}
