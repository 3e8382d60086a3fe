using Sidecar.Boot.Monitor.Session;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Every handler of the image's samples, with answers that are known.</summary>
public static class HandlersScenario
{
    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        Serving.Sum(ref session, "sum-in-parallel"u8);
        SumErrors(ref session, session.Nth(0));
        EchoOnAll(ref session);
        KeyValueSteps.Play(ref session);
        Hashes.KnownAnswers(ref session);
        Hashes.StreamOnAll(ref session);
        PrimesSteps.Whole(ref session);
        SpinOnAll(ref session);
    }

    private static void SumErrors<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("handler-errors"u8);
        var request = new Sum.Request { ValueCount = 2 };
        request.Values[0] = long.MaxValue;
        request.Values[1] = 1;
        if (session.Begin(vp, HandlerNumbers.Sum, in request))
        {
            session.EndRefused(vp, "does not fit 64 bits"u8);
        }

        request.ValueCount = Sum.Numbers.Capacity + 1;
        if (session.Begin(vp, HandlerNumbers.Sum, in request))
        {
            session.EndRefused(vp, "at most 64 values"u8);
        }

        session.EndStep("what a handler refuses arrives in its own words"u8);
    }

    private static void EchoOnAll<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("full-payload"u8);
        foreach (var vp in session.Serving)
        {
            var request = default(Echo.Block);
            for (var i = 0; i < Echo.Bytes.Length; i++)
            {
                request.Data[i] = Pattern(vp, i);
            }

            session.Begin(vp, HandlerNumbers.Echo, in request);
        }

        foreach (var vp in session.Serving)
        {
            if (session.End<Echo.Block>(vp, out var response))
            {
                var differs = false;
                for (var i = 0; i < Echo.Bytes.Length; i++)
                {
                    differs |= response.Data[i] != Pattern(vp, Echo.Bytes.Length - 1 - i);
                }

                session.Expect(!differs, vp, "1,024 bytes did not come back as they were sent"u8);
            }
        }

        session.EndStep("1,024 bytes there and back on every VP"u8);
    }

    private static void SpinOnAll<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("spin"u8);
        foreach (var vp in session.Serving)
        {
            session.Begin(vp, HandlerNumbers.Spin, new Spin.Request { Rounds = 100_000 });
        }

        var first = 0UL;
        foreach (var vp in session.Serving)
        {
            session.End<Spin.Response>(vp, out var response);
            first = first == 0 ? response.Value : first;
            session.ExpectEqual(response.Value, first, vp, "value after 100,000 rounds"u8);
            session.Expect(!response.StopSeen, vp, "a stop was seen that nobody asked for"u8);
        }

        session.EndStep("all VPs compute the same"u8);
    }

    private static byte Pattern(uint vp, int index) => (byte)((index * 31) + (index >> 8) + (int)vp);
}
