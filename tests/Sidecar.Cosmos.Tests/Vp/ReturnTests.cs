using System.Threading;
using Shouldly;
using Sidecar.Cosmos.Boot;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.X64;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;
using Sidecar.Simulation.Processors;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Vp;

/// <summary>CPUs that were given up and come back.</summary>
public class ReturnTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_CPU_that_was_given_back_serves_again_and_its_trace_goes_on(bool hypervisor)
    {
        using var machine = Machines.Started(3, hypervisor);
        for (var round = 0; round < 2; round++)
        {
            Remove(machine, 2);
            GiveBack(machine, 2).ShouldBe(ReturnResult.Ready);
            machine.ShouldServe(2);
        }

        machine.ShouldServe(1);
        machine.ShouldServe(3);
        machine.Notes.ShouldBeEmpty();
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void It_raises_attention_with_its_APIC_on_and_the_hosts_priority_gone()
    {
        using var machine = Machines.Started(1);
        Remove(machine, 1);
        var before = machine.Host.Taken(HostProcessor.ApicId, HostProcessor.ResponseVector);
        var ticket = Begin(machine, 1);
        machine.Restart(1).ShouldBeTrue();
        machine.Cpus[1].Msrs.Set(ApicRegister.TPR.X2ApicMsr(), 0xff);
        machine.Send(1, ticket.Entry, ticket.Argument);
        machine.Node(0).Readmit(1, SimulatedMachine.CommandTimeout).ShouldBe(ReturnResult.Ready);
        Machines.Await(() => machine.Host.Taken(HostProcessor.ApicId, HostProcessor.ResponseVector) == before + 1, "the interrupt");
        machine.Cpus[1].Msrs[ApicRegister.TPR.X2ApicMsr()].ShouldBe(0UL);
        new Svr { Raw = (uint)machine.Cpus[1].Msrs[ApicRegister.SVR.X2ApicMsr()]!.Value }.Enable.ShouldBeTrue();
    }

    [Fact]
    public unsafe void A_CPU_that_comes_while_another_is_the_VP_is_stopped_before_it_touches_anything()
    {
        using var machine = Machines.Started(2);
        Remove(machine, 2);
        machine.Restart(2).ShouldBeTrue();
        machine.SlotOf(2).Argument = 0;
        var other = machine.SlotOf(1).Argument;
        machine.Send(2, machine.Image.MailboxEntry, other);
        Machines.Await(() => machine.Cpus[2].State == ProcessorState.Stopped, "the CPU to stop");
        ((VpEntry*)other)->Inside.ShouldBe(1u);
        machine.ShouldServe(1);
    }

    [Fact]
    public void A_CPU_that_comes_while_the_status_byte_is_not_REMOVED_is_refused_and_may_come_again()
    {
        using var machine = Machines.Started(1);
        Remove(machine, 1);
        var ticket = Begin(machine, 1);
        Volatile.Write(ref machine.StatusOf(1), (byte)CpuStatus.RUN);
        machine.Restart(1).ShouldBeTrue();
        machine.Send(1, ticket.Entry, ticket.Argument);
        Machines.Await(() => machine.Cpus[1].State == ProcessorState.Stopped, "the CPU to stop");
        machine.Node(0).Readmit(1, 0).ShouldBe(ReturnResult.UnexpectedStatus);

        Volatile.Write(ref machine.StatusOf(1), (byte)CpuStatus.REMOVED);
        machine.Restart(1).ShouldBeTrue();
        machine.Send(1, ticket.Entry, ticket.Argument);
        machine.Node(0).Readmit(1, SimulatedMachine.CommandTimeout).ShouldBe(ReturnResult.Ready);
        machine.ShouldServe(1);
    }

    [Fact]
    public void A_VP_whose_kernel_failed_has_no_way_back()
    {
        using var machine = Machines.Started(2);
        machine.Cpus[1].RaiseException(18);
        machine.AwaitStatus(1, CpuStatus.REMOVED);
        Remove(machine, 1);
        machine.Node(0).BeginReturn(1, machine.BoundsOf(1), out _).ShouldBe(ReturnResult.NoTicket);
        machine.ShouldServe(2);
    }

    [Fact]
    public void Handler_state_begins_anew()
    {
        using var machine = Machines.Started(1);
        var state = machine.Memory.At<byte>(machine.Layouts[0].HandlerState(1));
        state.ShouldBe((byte)0);
        machine.Memory.At<byte>(machine.Layouts[0].HandlerState(1)) = 7;
        Remove(machine, 1);
        GiveBack(machine, 1).ShouldBe(ReturnResult.Ready);
        machine.Memory.At<byte>(machine.Layouts[0].HandlerState(1)).ShouldBe((byte)0);
    }

    private static void Remove(SimulatedMachine machine, uint vp)
        => machine.Node(0).Remove(vp, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);

    private static ReturnTicket Begin(SimulatedMachine machine, uint vp)
    {
        machine.Node(0).BeginReturn(vp, machine.BoundsOf(vp), out var ticket).ShouldBe(ReturnResult.Ready);
        return ticket;
    }

    private static ReturnResult GiveBack(SimulatedMachine machine, uint vp)
    {
        var ticket = Begin(machine, vp);
        machine.Restart(vp).ShouldBeTrue();
        machine.Send(vp, ticket.Entry, ticket.Argument);
        return machine.Node(0).Readmit(vp, SimulatedMachine.CommandTimeout);
    }
}
