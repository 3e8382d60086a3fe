using System;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>VTL0: guests on every VP. Without a hypervisor there is no VTL0, and each of these says so and leaves the rest out.</summary>
public static class GuestScenarios
{
    /// <summary>Guests that print.</summary>
    public static void Hello<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
        => Run(ref session, "guest-hello"u8, "hello"u8, "a guest prints from VTL0 on every VP"u8);

    /// <summary>Guests that share memory.</summary>
    public static void Counter<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
        => Run(ref session, "guest-counter"u8, "counter"u8, "all VPs of one guest count in the same memory, nothing lost"u8);

    /// <summary>One exit of every kind.</summary>
    public static void Exits<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
        => Run(ref session, "guest-exits"u8, "exits"u8, "intercepts of every kind, handled from the first CPU, each with the right result"u8);

    /// <summary>Every mode of the CPU. The guest starts in real mode: firmware may have left no memory for that.</summary>
    public static void Modes<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        if (session.HasGuests && session.GuestMemory.Low.IsEmpty)
        {
            session.BeginStep("guest-modes"u8);
            session.EndStep("left out: 0x10000 to 0x1ffff, where a flat image starts, is not free memory here"u8);
            return;
        }

        Run(ref session, "guest-modes"u8, "modes"u8, "real mode, protected mode, PAE, 64-bit mode"u8);
    }

    /// <summary>Guests that reach for memory that is not theirs.</summary>
    public static void Escape<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
        => Run(ref session, "guest-escape"u8, "escape"u8, "every reach for memory of VTL2's or the hypervisor's was caught"u8);

    /// <summary>Guests that fault three times over.</summary>
    public static void Triple<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        if (!IsPossible(ref session, "guest-triple-fault"u8))
        {
            return;
        }

        session.BeginStep("guest-triple-fault"u8);
        if (GuestRun.TryPrepareAll(ref session, "triple"u8, 0))
        {
            GuestSteps.Finish(ref session);
            foreach (var vp in session.Serving)
            {
                GuestSteps.Expect(ref session, vp, GuestPhase.TripleFault);
            }
        }

        GuestSteps.End(ref session, "a triple fault ends the guest, not the VP"u8);
        Serving.None(ref session);
    }

    /// <summary>What the tour shows of VTL0.</summary>
    public static void Tour<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        Hello(ref session);
        Exits(ref session);
        Escape(ref session);
        if (IsPossible(ref session, "guest-stop"u8))
        {
            ComputeScenario.WhileRunning(ref session);
            GuestLooks.Registers(ref session);
            GuestLooks.Translation(ref session);
        }
    }

    /// <summary>All of them.</summary>
    public static void All<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        Hello(ref session);
        Counter(ref session);
        Exits(ref session);
        Modes(ref session);
        ComputeScenario.Play(ref session);
        Escape(ref session);
        StateScenario.Play(ref session);
        Triple(ref session);
    }

    /// <summary>Whether guests can run; if not, the step says what is left out and why.</summary>
    public static bool IsPossible<THost>(ref Session<THost> session, ReadOnlySpan<byte> step)
        where THost : struct, IMonitorHost
    {
        var modules = new GuestModules(session.Setup.Modules);
        if (session.HasGuests && modules.Any)
        {
            return true;
        }

        session.BeginStep(step);
        session.EndStep(session.HasGuests ? "left out: no guest was loaded"u8 : "left out: there is no hypervisor, so no VTL0 for a guest to run in"u8);
        return false;
    }

    private static void Run<THost>(ref Session<THost> session, ReadOnlySpan<byte> step, scoped ReadOnlySpan<byte> guest, scoped ReadOnlySpan<byte> shown)
        where THost : struct, IMonitorHost
    {
        if (IsPossible(ref session, step))
        {
            GuestSteps.ToTheEnd(ref session, step, guest, 0, shown);
        }
    }
}
