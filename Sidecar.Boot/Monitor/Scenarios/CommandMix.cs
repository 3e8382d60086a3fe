using System;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Random commands on all VPs at once, every outcome looked at. Every VP's part is drawn before it starts, so that each run with the same seed is the same.</summary>
/// <typeparam name="TMix">How often each comes.</typeparam>
public static class CommandMix<TMix>
    where TMix : struct, ICommandMix
{
    private const uint UnknownCommand = 0xbad;
    private const uint Salt = 5;

    /// <summary>A command for every VP that serves: all are begun, then all are ended.</summary>
    /// <param name="session">The session.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="tally">What was done so far.</param>
    /// <param name="runs">Guests' runs to their intercept, by VP; empty where nobody counts them.</param>
    public static void Round<THost>(ref Session<THost> session, ref SplitMix64 random, ref MixTally tally, scoped Span<uint> runs)
        where THost : struct, IMonitorHost
    {
        var again = random;
        foreach (var vp in session.Serving)
        {
            Begin(ref session, vp, Draw(in session, ref random));
        }

        // The same draws again: what was begun is now ended.
        foreach (var vp in session.Serving)
        {
            var command = Draw(in session, ref again);
            End(ref session, vp, command);
            tally.Add(command);
            if (command == MixedCommand.Run && !runs.IsEmpty)
            {
                runs[(int)vp]++;
            }
        }
    }

    private static MixedCommand Draw<THost>(in Session<THost> session, ref SplitMix64 random)
        where THost : struct, IMonitorHost
        => TMix.Choose((uint)(random.Next() >> 33), session.Setup.HasHypervisor);

    private static void Begin<THost>(ref Session<THost> session, uint vp, MixedCommand command)
        where THost : struct, IMonitorHost
    {
        switch (command)
        {
            case MixedCommand.Sum:
                Serving.BeginSum(ref session, vp, Salt);
                break;

            case MixedCommand.Stopped:
                EndlessCall.BeginOnly(ref session, vp);
                break;

            case MixedCommand.StoppedBefore:
                StopScenario.BeginOvertaken(ref session, vp);
                break;

            case MixedCommand.Unknown:
                session.Begin(vp, UnknownCommand);
                break;

            case MixedCommand.Faulting:
                FaultCalls.Begin(ref session, vp, Fault.Kind.Raise, vp % FaultCalls.VectorCount);
                break;

            case MixedCommand.Run:
                session.Begin(vp, (uint)SidecarCommand.RUN_VP);
                break;

            case MixedCommand.RunStopped:
                if (TinyGuest.TryGoTo(ref session, vp, TinyGuest.SpinAddress))
                {
                    session.Begin(vp, (uint)SidecarCommand.RUN_VP);
                }

                break;

            default:
                session.Begin(vp, (uint)SidecarCommand.NONE);
                break;
        }
    }

    private static void End<THost>(ref Session<THost> session, uint vp, MixedCommand command)
        where THost : struct, IMonitorHost
    {
        switch (command)
        {
            case MixedCommand.Sum:
                Serving.EndSum(ref session, vp, Salt);
                break;

            case MixedCommand.Stopped:
                if (EndlessCall.AwaitWellUnderWay(ref session, vp))
                {
                    EndlessCall.Stop(ref session, vp);
                }

                break;

            case MixedCommand.StoppedBefore:
                StopScenario.EndOvertaken(ref session, vp);
                break;

            case MixedCommand.Unknown:
                session.EndRefused(vp, "unknown command 0xbad"u8);
                break;

            case MixedCommand.Faulting:
                FaultCalls.End(ref session, vp, vp % FaultCalls.VectorCount);
                break;

            case MixedCommand.Run:
                TinyGuest.EndRun(ref session, vp);
                break;

            case MixedCommand.RunStopped:
                if (session.Stop(vp) && session.End(vp) && session.Expect(session.PageOf(vp).RunResponse.Intercept == 0, vp, "a stopped run has an intercept"u8))
                {
                    TinyGuest.TryGoTo(ref session, vp, 0);
                }

                break;

            default:
                session.End(vp);
                break;
        }
    }
}
