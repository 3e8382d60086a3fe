using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Guests;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Vmm.Exits;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Guests;

/// <summary>
/// The VMM at work: one loop that drives a guest on any number of VPs at once. It gives RUN_VP to each VP that is ready, looks which runs are over, has their exits dealt with
/// (<see cref="GuestExits"/>), and runs them on.
/// </summary>
public static class GuestRun
{
    /// <summary>Nanoseconds that one pass may go without news before the CPU is given away.</summary>
    private const ulong PollFirst = 20_000;

    private const ulong PollInterval = 100_000;

    private const int TextCapacity = 200;

    /// <summary>Loads a guest's image into VTL0's memory. False fails the step that is under way.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">The guest's name, with or without its ending.</param>
    /// <param name="argument">For the guest, whatever it means there.</param>
    /// <param name="image">The image.</param>
    public static bool TryLoad<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> name, ulong argument, out GuestImage image)
        where THost : struct, IMonitorHost
    {
        image = default;
        var setup = session.Setup;
        if (!new GuestModules(setup.Modules).TryFind(name, out var fileName, out var file))
        {
            return Fail(ref session, name, "no such guest among the files that were loaded (guests/NAME.elf or .bin)"u8);
        }

        var problem = GuestImage.Read(fileName, file, out image);
        if (problem != GuestImageProblem.None)
        {
            return Fail(ref session, name, GuestImage.Text(problem));
        }

        var parameters = new GuestParameters
        {
            Vtl2Address = setup.Vtl2Address,
            HypervisorAddress = setup.HypervisorAddress,
            UnmappedAddress = setup.UnmappedAddress,
            TscFrequency = setup.TicksPerSecond,
            Argument = argument,
        };
        return GuestLoader.TryLoad(session.GuestMemory, image, parameters, out var why) || Fail(ref session, name, why);
    }

    /// <summary>Puts a VP to the first instruction of a guest that is loaded. False fails the step that is under way.</summary>
    /// <param name="session">The session.</param>
    /// <param name="vp">A VP that serves and runs nothing.</param>
    /// <param name="image">The guest.</param>
    /// <param name="ordinal">Which of the guest's VPs it is, from 0.</param>
    /// <param name="count">Number of the guest's VPs.</param>
    public static bool TryPrepare<THost>(ref Session<THost> session, uint vp, scoped GuestImage image, uint ordinal, uint count)
        where THost : struct, IMonitorHost
    {
        var guestVp = session.GuestVpOf(vp);
        return GuestStart.Prepare(ref guestVp, image, ordinal, count) switch
        {
            GuestProblem.None => true,
            GuestProblem.Command => session.FailCommand(vp, (uint)SidecarCommand.SET_VP_REGISTERS, guestVp.Outcome),
            var problem => session.FailVp(vp, GuestText.Text(problem)),
        };
    }

    /// <summary>Loads a guest and prepares it on every VP that serves.</summary>
    public static bool TryPrepareAll<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> name, ulong argument)
        where THost : struct, IMonitorHost
    {
        if (!TryLoad(ref session, name, argument, out var image))
        {
            return false;
        }

        var count = Math.Min(session.ServingCount, GuestLayout.MaxVps);
        var ordinal = 0u;
        foreach (var vp in session.Serving)
        {
            session.GuestOf(vp) = default;
            if (ordinal < count && !TryPrepare(ref session, vp, image, ordinal++, count))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Runs the guest on until it has ended everywhere, or until time is up, when it is stopped. False when it had to be.</summary>
    /// <param name="session">The session.</param>
    /// <param name="timeout">Nanoseconds.</param>
    public static bool ToTheEnd<THost>(ref Session<THost> session, ulong timeout)
        where THost : struct, IMonitorHost
    {
        var deadline = session.Host.NowNanoseconds + timeout;
        var lastNews = session.Host.NowNanoseconds;
        while (true)
        {
            var hasNews = Pass(ref session, out var isUnderWay);
            if (!isUnderWay)
            {
                return true;
            }

            var now = session.Host.NowNanoseconds;
            lastNews = hasNews ? now : lastNews;
            if (now >= deadline)
            {
                Stop(ref session);
                return false;
            }

            if (now - lastNews >= PollFirst)
            {
                session.Host.Rest(PollInterval);
            }
        }
    }

    /// <summary>Starts what is ready, and deals with what has come back. Returns whether there was any news.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isUnderWay">Whether a guest runs anywhere.</param>
    public static bool Pass<THost>(ref Session<THost> session, out bool isUnderWay)
        where THost : struct, IMonitorHost
    {
        var hasNews = false;
        isUnderWay = false;
        foreach (var vp in session.Serving)
        {
            ref var guest = ref session.GuestOf(vp);
            if (guest.Phase == GuestPhase.Ready)
            {
                hasNews = true;
                Begin(ref session, vp);
            }
            else if (guest.Phase == GuestPhase.Running)
            {
                hasNews |= Collect(ref session, vp);
            }

            isUnderWay |= guest.Phase is GuestPhase.Ready or GuestPhase.Running;
        }

        return hasNews;
    }

    /// <summary>Gives RUN_VP to a VP whose guest is ready.</summary>
    public static bool Begin<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        ref var guest = ref session.GuestOf(vp);
        guest.Phase = GuestPhase.Running;
        if (session.TryBegin(vp, (uint)SidecarCommand.RUN_VP, out var outcome))
        {
            return true;
        }

        GuestExits.GiveUp(ref guest, GuestProblem.Command);
        return session.FailCommand(vp, (uint)SidecarCommand.RUN_VP, outcome);
    }

    /// <summary>Looks whether a run is over, and deals with its exit. Returns whether it was.</summary>
    public static bool Collect<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        var outcome = session.Await(vp, 0);
        if (session[vp].IsBusy)
        {
            return false;
        }

        if (!outcome.IsSuccess)
        {
            GuestExits.GiveUp(ref session.GuestOf(vp), GuestProblem.Command);
            session.FailCommand(vp, (uint)SidecarCommand.RUN_VP, outcome);
            return true;
        }

        var guestVp = session.GuestVpOf(vp);
        GuestExits.EndRun(ref guestVp);
        return true;
    }

    /// <summary>Stops the guest on every VP where it runs, and waits for that.</summary>
    public static void Stop<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        foreach (var vp in session.Serving)
        {
            Stop(ref session, vp);
        }

        foreach (var vp in session.Serving)
        {
            AwaitStopped(ref session, vp);
        }
    }

    /// <summary>Asks for the end of a guest's run on one VP.</summary>
    public static void Stop<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        ref var guest = ref session.GuestOf(vp);
        if (guest.Phase == GuestPhase.Ready)
        {
            guest.Phase = GuestPhase.Stopped;
        }

        if (guest.Phase == GuestPhase.Running)
        {
            guest.StopAsked = true;
            // A run that is over by now has nothing to stop: its exit is collected all the same.
            session[vp].Stops += session.ChannelOf(vp).Stop() == StopResult.Requested ? 1u : 0;
        }
    }

    /// <summary>Waits for the end of a run that was asked to stop.</summary>
    public static bool AwaitStopped<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        var deadline = session.Host.NowNanoseconds + Session<THost>.CommandTimeout;
        while (session.GuestOf(vp).Phase == GuestPhase.Running && !Collect(ref session, vp))
        {
            if (session.Host.NowNanoseconds >= deadline)
            {
                GuestExits.GiveUp(ref session.GuestOf(vp), GuestProblem.NotStopped);
                return session.FailVp(vp, "the guest does not stop"u8);
            }

            session.Host.Rest(PollInterval);
        }

        return true;
    }

    private static bool Fail<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> why)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[TextCapacity]);
        text.Write("guest "u8);
        text.Write(name[..Math.Min(name.Length, 40)]);
        text.Write(": "u8);
        text.Write(why);
        return session.Fail(text.Written);
    }
}
