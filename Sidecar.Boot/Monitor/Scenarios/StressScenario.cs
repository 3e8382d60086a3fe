using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>A long random mix of everything on all VPs at once. The seed is fixed and every VP's part of the mix is drawn before it starts, so each run is the same.</summary>
public static class StressScenario
{
    private const int Rounds = 60;
    private const int Kinds = 6;

    private enum Kind : byte
    {
        None,
        Sum,
        Stopped,
        StoppedBefore,
        Unknown,
        Faulting,
    }

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("random-mix"u8);
        var seed = 0x5eed_0f5e_edba_5eedUL;
        var commands = 0u;
        for (var round = 0; round < Rounds && !session.HasFailed; round++)
        {
            var first = seed;
            foreach (var vp in session.Serving)
            {
                Begin(ref session, vp, Draw(ref seed));
                commands++;
            }

            // The same draws again: what was begun is now ended.
            seed = first;
            foreach (var vp in session.Serving)
            {
                End(ref session, vp, Draw(ref seed));
            }
        }

        var text = new Utf8Writer(stackalloc byte[80]);
        text.WriteDecimal(commands);
        text.Write(" commands, stops and faults in "u8);
        text.WriteDecimal(Rounds);
        text.Write(" rounds"u8);
        session.EndStep(text.Written);
        Serving.Sum(ref session, "still-serving"u8);
    }

    /// <summary>SplitMix64's step, reduced.</summary>
    private static Kind Draw(ref ulong seed)
    {
        seed = unchecked(seed + 0x9e37_79b9_7f4a_7c15);
        var value = unchecked((seed ^ (seed >> 30)) * 0xbf58_476d_1ce4_e5b9);
        return (Kind)((value >> 33) % Kinds);
    }

    private static void Begin<THost>(ref Session<THost> session, uint vp, Kind kind)
        where THost : struct, IMonitorHost
    {
        switch (kind)
        {
            case Kind.Sum:
                Serving.BeginSum(ref session, vp, 5);
                break;

            case Kind.Stopped:
                EndlessCall.BeginOnly(ref session, vp);
                break;

            case Kind.StoppedBefore:
                StopScenario.BeginOvertaken(ref session, vp);
                break;

            case Kind.Unknown:
                session.Begin(vp, 0xbad);
                break;

            case Kind.Faulting:
                FaultCalls.Begin(ref session, vp, Fault.Kind.Raise, vp % FaultCalls.VectorCount);
                break;

            default:
                session.Begin(vp, (uint)SidecarCommand.NONE);
                break;
        }
    }

    private static void End<THost>(ref Session<THost> session, uint vp, Kind kind)
        where THost : struct, IMonitorHost
    {
        switch (kind)
        {
            case Kind.Sum:
                Serving.EndSum(ref session, vp, 5);
                break;

            case Kind.Stopped:
                if (EndlessCall.AwaitWellUnderWay(ref session, vp))
                {
                    EndlessCall.Stop(ref session, vp);
                }

                break;

            case Kind.StoppedBefore:
                StopScenario.EndOvertaken(ref session, vp);
                break;

            case Kind.Unknown:
                session.EndRefused(vp, "unknown command 0xbad"u8);
                break;

            case Kind.Faulting:
                FaultCalls.End(ref session, vp, vp % FaultCalls.VectorCount);
                break;

            default:
                session.End(vp);
                break;
        }
    }
}
