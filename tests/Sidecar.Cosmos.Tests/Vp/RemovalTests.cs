using System.Linq;
using Shouldly;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.X64;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;
using Sidecar.Simulation.Processors;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Vp;

/// <summary>Giving CPUs up.</summary>
public class RemovalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_idle_VP_leaves_with_its_APIC_off_and_the_others_serve(bool hypervisor)
    {
        using var machine = Machines.Started(3, hypervisor);
        Remove(machine, 2).ShouldBe(RemoveResult.Removed);
        machine.Node(0).Claim(2).ShouldBe(ClaimResult.Removed);
        Machines.Await(() => machine.Cpus[2].State == ProcessorState.Stopped, "the CPU to stop");
        new Svr { Raw = (uint)machine.Cpus[2].Msrs[ApicRegister.SVR.X2ApicMsr()]!.Value }.Enable.ShouldBeFalse();
        machine.ShouldServe(1);
        machine.ShouldServe(3);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_removal_raises_attention_although_the_APIC_is_off()
    {
        using var machine = Machines.Started(1);
        Remove(machine, 1).ShouldBe(RemoveResult.Removed);
        Machines.Await(() => machine.Host.Taken(HostProcessor.ApicId, HostProcessor.ResponseVector) == 1, "the interrupt");
    }

    [Fact]
    public void A_running_VP_is_stopped_then_removed()
    {
        using var machine = Machines.Started(2);
        var vp = StopTests.Begin(machine, 1);
        Remove(machine, 1).ShouldBe(RemoveResult.Removed);
        vp.End(SimulatedMachine.CommandTimeout).ShouldBeTrue();
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_removal_out_of_turn_waits_for_the_command_and_loses_its_answer()
    {
        using var machine = Machines.Started(2);
        var vp = StopTests.Begin(machine, 1);
        machine.Node(0).Remove(1, RemovalMode.OutOfTurn, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);
        vp.End(SimulatedMachine.CommandTimeout).ShouldBeFalse();
        vp.Outcome.Wait.ShouldBe(WaitResult.Removed);
        machine.ShouldServe(2);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_VP_that_is_stopping_is_removed_out_of_turn()
    {
        using var machine = Machines.Started(1);
        var exchanges = 0;
        machine.OnSharedAccess = (_, access) =>
        {
            if (access == SharedAccess.CompareExchange)
            {
                machine.StatusOf(1) = (byte)(++exchanges == 1 ? CpuStatus.STOP : CpuStatus.REMOVE);
            }
        };
        machine.Order(1, CpuStatus.RUN);
        machine.AwaitStatus(1, CpuStatus.REMOVED);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void All_VPs_are_removed_one_by_one_while_the_others_work()
    {
        using var machine = Machines.Started(1, false, o => o with { Nodes = MachineOptions.Consecutive(9, 8) });
        foreach (var vp in Enumerable.Range(1, 16).Where(vp => vp != 9))
        {
            if (vp % 2 == 0)
            {
                StopTests.Begin(machine, (uint)vp);
            }

            Remove(machine, (uint)vp).ShouldBe(RemoveResult.Removed);
            foreach (var other in Enumerable.Range(vp + 1, 16 - vp).Where(other => other != 9))
            {
                machine.ShouldServe((uint)other);
            }
        }

        machine.Notes.ShouldBeEmpty();
        Machines.Await(() => machine.Cpus.All(cpu => cpu.State is ProcessorState.Stopped or ProcessorState.Off), "all CPUs to stop");
    }

    [Fact]
    public void A_removal_of_a_VP_that_does_not_answer_ends_in_bounded_time()
    {
        using var machine = Machines.Started(1);
        machine.OnSharedAccess = AtFirstCompletion.Do(() => Machines.Await(() => machine.StatusOf(1) == (byte)CpuStatus.IDLE, "never in time"));
        var vp = machine.Claim(1);
        vp.Begin(0).ShouldBeTrue();
        machine.Node(0).Remove(1, RemovalMode.StopFirst, 100_000_000).ShouldBe(RemoveResult.TimedOut);
        // Let it go on, so that the machine can be switched off.
        machine.StatusOf(1) = (byte)CpuStatus.IDLE;
    }

    private static RemoveResult Remove(SimulatedMachine machine, uint vpIndex)
    {
        var (node, nodeCpuIndex) = machine.Locate(vpIndex);
        return machine.Node(node).Remove(nodeCpuIndex, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout);
    }
}
