using System.Linq;
using Shouldly;
using Sidecar.Cosmos.Memory;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;
using Sidecar.Simulation.Processors;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Interrupts;

/// <summary>A failure of the kernel itself takes one VP, tells everybody who has to know, and leaves no host waiting.</summary>
public class KernelFaultTests
{
    private const byte MachineCheck = 18;
    private const byte Nmi = 2;
    private const byte PageFault = 14;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_idle_VP_that_dies_shows_REMOVED_and_raises_attention(bool hypervisor)
    {
        using var machine = Machines.Started(3, hypervisor);
        var node = machine.Node(0);
        machine.Cpus[2].RaiseException(MachineCheck);
        machine.AwaitStatus(2, CpuStatus.REMOVED);
        Machines.Await(() => machine.Cpus[2].State == ProcessorState.Stopped, "the CPU to stop");
        machine.ControlPageOf(0).NeedsAttention.ShouldBe(1u);
        machine.Host.Taken(HostProcessor.ApicId, HostProcessor.ResponseVector).ShouldBe(1);
        node.Claim(2).ShouldBe(ClaimResult.Removed);
        machine.ShouldServe(1);
        machine.ShouldServe(3);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void The_command_under_way_is_abandoned_not_completed()
    {
        using var machine = Machines.Started(2, true);
        var vp = machine.Claim(1);
        machine.Unmap(1, AddressSpace.HypercallInputSlot);
        vp.GetRegisters(default, [HvRegisterName.Rip], new HvRegisterValue[1]).ShouldBeFalse();
        vp.Outcome.Kind.ShouldBe(CommandOutcomeKind.NotFinished);
        vp.Outcome.Wait.ShouldBe(WaitResult.Removed);
        machine.ShouldServe(2);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void The_fault_is_written_to_serial_even_when_the_log_is_off()
    {
        using var machine = Machines.Started(2);
        machine.Cpus[2].RaiseException(MachineCheck);
        machine.AwaitStatus(2, CpuStatus.REMOVED);
        machine.Ports.UartAt(0x2f8).Lines.Single().ShouldStartWith("sidecar kernel fault on VP 2: #MC machine check at 0x");
    }

    [Fact]
    public void The_hypervisor_is_told_by_the_crash_registers()
    {
        using var machine = Machines.Started(2, true);
        machine.Unmap(1, AddressSpace.HypercallInputSlot);
        var vp = machine.Claim(1);
        vp.TranslateGva(1, default, out _).ShouldBeFalse();
        var msrs = machine.Cpus[1].Msrs;
        msrs[HvX64Msr.GuestCrashP0].ShouldBe(CrashComponent.SidecarKernel);
        msrs[HvX64Msr.GuestCrashP1].ShouldBe(1ul);
        msrs[HvX64Msr.GuestCrashP2].ShouldBe(14ul);
        msrs[HvX64Msr.GuestCrashP4].ShouldBe(AddressSpace.Slot(AddressSpace.HypercallInputSlot));
        new GuestCrashCtl { Raw = msrs[HvX64Msr.GuestCrashCtl]!.Value }.ShouldBe(new GuestCrashCtl { CrashNotify = true, NoCrashDump = true, PreOsId = 5 });
        machine.Cpus[2].Msrs[HvX64Msr.GuestCrashCtl].ShouldBe(0ul);
    }

    [Fact]
    public void A_hypervisor_without_crash_registers_does_not_keep_the_VP_from_dying_in_order()
    {
        using var machine = Machines.Started(2, true);
        machine.Cpus[1].Msrs.Remove(HvX64Msr.GuestCrashP1);
        machine.Cpus[1].RaiseException(MachineCheck);
        machine.AwaitStatus(1, CpuStatus.REMOVED);
        machine.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_fault_while_a_fault_is_reported_takes_no_more_than_the_report()
    {
        using var machine = Machines.Started(2);
        machine.OnSharedAccess = (processor, _) =>
        {
            // The log's lock is all that a dying VP looks at.
            if (processor.VpIndex == 2 && machine.GlobalsOf(2).DeathAttempts != 0)
            {
                throw new SimulatedCpuException(PageFault);
            }
        };
        machine.Cpus[2].RaiseException(MachineCheck);
        machine.AwaitStatus(2, CpuStatus.REMOVED);
        Machines.Await(() => machine.Cpus[2].State == ProcessorState.Stopped, "the CPU to stop");
        machine.OnSharedAccess = null;
        machine.GlobalsOf(2).DeathAttempts.ShouldBe((byte)2);
        machine.Notes.ShouldBeEmpty();
        machine.ShouldServe(1);
    }

    [Fact]
    public void A_stray_NMI_is_counted_and_nothing_else()
    {
        using var machine = Machines.Started(1);
        machine.Cpus[1].RaiseException(Nmi);
        Machines.Await(() => machine.GlobalsOf(1).NmiCount == 1, "the NMI to be counted");
        machine.ShouldServe(1);
    }

    [Fact]
    public void A_removal_of_a_VP_that_died_ends_at_once()
    {
        using var machine = Machines.Started(2);
        machine.Cpus[1].RaiseException(MachineCheck);
        machine.AwaitStatus(1, CpuStatus.REMOVED);
        machine.Node(0).Remove(1, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);
    }
}
