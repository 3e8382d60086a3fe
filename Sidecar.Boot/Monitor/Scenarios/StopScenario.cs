using System.Runtime.InteropServices;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Stops: while a handler runs, before it runs, when it does not listen, and when there is nothing to stop.</summary>
public static class StopScenario
{
    /// <summary>Rounds that take a VP long enough for a stop to arrive before the end.</summary>
    private const ulong DeafRounds = 150_000_000;

    private const ulong FirstNumber = 1000;

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        WhileRunning(ref session);
        foreach (var vp in session.Serving)
        {
            Overtaking(ref session, vp);
        }

        Stream(ref session, session.Nth(0));
        Deaf(ref session, session.Nth(1));
        Nothing(ref session, session.Nth(0));
        Serving.Sum(ref session, "still-serving"u8);
    }

    /// <summary>A step: the stop is on the control page before the VP looks, so it finds STOP where it expects RUN.</summary>
    public static void Overtaking<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("stop-overtakes-run"u8);
        if (BeginOvertaken(ref session, vp))
        {
            EndOvertaken(ref session, vp);
        }

        session.EndStep("the command is taken and comes back at once, nothing done"u8);
    }

    /// <summary>Puts an endless call on the command page and STOP, never RUN, on the control page.</summary>
    public static bool BeginOvertaken<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        ref var page = ref session.PageOf(vp);
        MemoryMarshal.Write(page.Payload, new Primes.Request { From = FirstNumber, To = Primes.Limit });
        page.Command = (SidecarCommand)HandlerNumbers.Primes;
        return session.ForceStatus(vp, CpuStatus.IDLE, (byte)CpuStatus.STOP);
    }

    /// <summary>Waits for the answer to <see cref="BeginOvertaken"/> and checks it.</summary>
    public static bool EndOvertaken<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!session.AwaitStatus(vp, CpuStatus.IDLE))
        {
            return false;
        }

        ref var page = ref session.PageOf(vp);
        var response = MemoryMarshal.Read<Primes.Response>(page.Payload);
        return session.Expect(page.HasError == 0 && response.Stopped, vp, "the command was not taken, or not as a stopped one"u8)
            && session.ExpectEqual(response.Next, FirstNumber, vp, "first number that was not tried"u8);
    }

    private static void WhileRunning<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("stop-while-running"u8);
        foreach (var vp in session.Serving)
        {
            EndlessCall.Begin(ref session, vp);
        }

        session.ShowStates();
        foreach (var vp in session.Serving)
        {
            session.Stop(vp);
        }

        foreach (var vp in session.Serving)
        {
            EndlessCall.EndStopped(ref session, vp);
        }

        session.EndStep("every VP ran at once, and every VP obeyed"u8);
    }

    private static void Stream<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("stopped-answer"u8);
        const ulong seed = 7;
        if (session.Begin(vp, HandlerNumbers.Sha256Stream, new HashStream.Request { Bytes = ulong.MaxValue, Seed = seed })
            && session.AwaitProgress(vp, 4096)
            && session.Stop(vp)
            && session.End<HashStream.Response>(vp, out var stopped)
            && session.Expect(stopped.Stopped, vp, "the handler's answer does not say that it was stopped"u8)
            && session.Begin(vp, HandlerNumbers.Sha256Stream, new HashStream.Request { Bytes = stopped.Bytes, Seed = seed })
            && session.End<HashStream.Response>(vp, out var whole))
        {
            session.Expect(!whole.Stopped && Hashes.AreEqual(in whole.Digest, in stopped.Digest), vp, "the hash of the stopped stream is not that of its bytes"u8);
        }

        session.EndStep("a stopped hash is the hash of the bytes it says it had"u8);
    }

    private static void Deaf<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("deaf-handler"u8);
        if (session.Begin(vp, HandlerNumbers.Spin, new Spin.Request { Rounds = DeafRounds })
            && session.AwaitRunning(vp)
            && session.Stop(vp)
            && session.Expect(session.ChannelOf(vp).Stop() == StopResult.AlreadyRequested, vp, "a second stop is not recognised as one"u8)
            && session.End<Spin.Response>(vp, out var response))
        {
            session.Expect(response.StopSeen, vp, "the handler did not see the stop when it looked"u8);
        }

        session.EndStep("a handler that does not listen still ends, and the VP serves on"u8);
    }

    private static void Nothing<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("nothing-to-stop"u8);
        session.Expect(session.ChannelOf(vp).Stop() == StopResult.NotRunning, vp, "a stop without a command is not recognised"u8);
        session.EndStep("a stop without a command changes nothing"u8);
    }
}
