using System;
using System.Threading;
using Shouldly;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation;
using Sidecar.Simulation.Hypervisor;
using Sidecar.Simulation.Processors;

namespace Sidecar.Cosmos.Tests.Hostile;

/// <summary>A machine whose host means ill, and what has to hold after all that.</summary>
internal static class HostileMachine
{
    /// <summary>VPs of the machine.</summary>
    public const uint Vps = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>A started machine. With a hypervisor, guests end their runs at random.</summary>
    public static SimulatedMachine Start(bool hypervisor, int seed)
    {
        var machine = SimulatedMachine.Create<TameHandlers>(new MachineOptions
        {
            Nodes = MachineOptions.Consecutive(Vps + 1),
            Hypervisor = hypervisor,
            HandlerStatePages = Machines.StatePages,
        });
        machine.Start().ShouldBeTrue(machine.StartError);
        for (var vp = 1u; vp <= Vps && hypervisor; vp++)
        {
            var random = new Random(seed + (int)vp);
            machine.Hypervisor!.Guest(vp).Code = _ => random.Next(4) switch
            {
                0 => GuestExit.UntilInterrupt,
                1 => GuestExit.With((HvVtlEntryReason)random.Next(5)),
                _ => GuestExit.Intercept(default),
            };
        }

        return machine;
    }

    /// <summary>
    /// Rings a VP until it shows IDLE and begins to wait, or has left: it must do one of the two, whatever was done to it. IDLE alone says nothing, since the host may have
    /// written it while a command ran.
    /// </summary>
    public static void Settle(SimulatedMachine machine, uint vp)
    {
        var deadline = DateTime.UtcNow + s_patience;
        var cpu = machine.Cpus[(int)vp];
        var waits = cpu.Waits;
        while ((Volatile.Read(ref machine.StatusOf(vp)) != (byte)CpuStatus.IDLE || cpu.Waits == waits) && cpu.State == ProcessorState.Running)
        {
            DateTime.UtcNow.ShouldBeLessThan(deadline, $"VP {vp} hangs with status {machine.StatusOf(vp)}");
            Interlocked.CompareExchange(ref machine.StatusOf(vp), (byte)CpuStatus.STOP, (byte)CpuStatus.RUN);
            machine.Interrupt(vp);
            Thread.Yield();
        }
    }

    /// <summary>After the attack: every VP that was not asked to leave serves, and nothing happened that only a broken kernel does.</summary>
    public static void ShouldHaveSurvived(SimulatedMachine machine, bool removals)
    {
        ref var control = ref machine.ControlPageOf(0);
        control.ResponseVector = 0;
        control.BaseCpu = 0;
        control.CpuCount = Vps + 1;
        control.RequestVector = 0x20;
        for (var vp = 1u; vp <= Vps; vp++)
        {
            Settle(machine, vp);
            if (machine.Cpus[(int)vp].State == ProcessorState.Running)
            {
                machine.ShouldServe(vp);
            }
            else
            {
                removals.ShouldBeTrue($"VP {vp} left unasked");
                machine.StatusOf(vp).ShouldBe((byte)CpuStatus.REMOVED);
            }
        }

        machine.Notes.ShouldBeEmpty();
        machine.Ports.UartAt(0x2f8).Lines.ShouldBeEmpty("no kernel fault was reported");
    }
}
