using System.Linq;
using Shouldly;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Simulation;
using Xunit;

namespace Sidecar.Cosmos.Tests.Boot;

/// <summary>Whatever keeps the sidecar from coming up is said in words that name component and value.</summary>
public class StartFailureTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    [InlineData(uint.MaxValue)]
    public void A_node_count_out_of_range_is_refused(uint count)
    {
        using var machine = Machines.Create();
        machine.Parameters.NodeCount = count;
        ShouldFail(machine, $"node_count {count} is not within 1 to 128");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4033)]
    [InlineData(uint.MaxValue)]
    public void A_node_of_no_or_too_many_VPs_is_refused(uint count)
    {
        using var machine = Machines.Create();
        machine.Parameters.Nodes[0].VpCount = count;
        ShouldFail(machine, $"node 0: vp_count {count} must be 2 to 4032, memory_base 0x{machine.Parameters.Nodes[0].MemoryBase:x} page-aligned");
    }

    [Fact]
    public void Node_memory_that_is_not_page_aligned_is_refused()
    {
        using var machine = Machines.Create();
        machine.Parameters.Nodes[0].MemoryBase += 8;
        ShouldFail(machine, $"node 0: vp_count 2 must be 2 to 4032, memory_base 0x{machine.Parameters.Nodes[0].MemoryBase:x} page-aligned");
    }

    [Fact]
    public void Too_little_node_memory_is_refused_with_both_figures()
    {
        using var machine = Machines.Create(1, false, o => o with { Nodes = [new(0, 2), new(2, 3, SparePages: -1)] });
        var size = machine.Parameters.Nodes[1].MemorySize;
        ShouldFail(machine, $"node 1: memory_size 0x{size:x} is less than the required 0x{size + 4096:x}");
        machine.Memory.At<byte>(machine.Parameters.Nodes[1].MemoryBase).ShouldBe((byte)0xa5, "its memory was not touched");
    }

    [Fact]
    public void Nodes_that_share_memory_or_VPs_with_each_other_or_the_image_are_refused()
    {
        Refused(machine => machine.Parameters.Nodes[1].MemoryBase = machine.Parameters.Nodes[0].MemoryBase, "the memory is also an earlier node's");
        Refused(machine => machine.Parameters.Nodes[1].BaseVp = machine.Parameters.Nodes[0].BaseVp + 1, "VPs are also an earlier node's");
        Refused(machine => machine.Parameters.Nodes[1].BaseVp = uint.MaxValue, "the VP numbers run over 2^32");
        Refused(machine => machine.Parameters.Nodes[1].MemoryBase = machine.Image.PhysicalBase, "the memory is the kernel image's");
        Refused(machine => machine.Parameters.Nodes[1].MemoryBase = 0xf_ffff_ffff_f000, "the memory ends beyond 2^52");

        static void Refused(System.Action<SimulatedMachine> spoil, string reason)
        {
            using var machine = Machines.Create(1, false, o => o with { Nodes = MachineOptions.Consecutive(2, 3) });
            spoil(machine);
            var node = machine.Parameters.Nodes[1];
            ShouldFail(machine, $"node 1: VPs {node.BaseVp} and up, memory at 0x{node.MemoryBase:x}: {reason}");
        }
    }

    [Fact]
    public void A_node_without_a_VP_to_start_is_refused()
    {
        using var machine = Machines.Create(1, false, o => o with { Nodes = MachineOptions.Consecutive(2, 3), InitialState = vp => vp < 2 });
        ShouldFail(machine, "node 1 has no VP for the sidecar to start: leave it out");
    }

    [Fact]
    public void Sizes_that_a_page_table_has_no_room_for_are_refused()
    {
        using var machine = Machines.Create();
        machine.Extension.HandlerStatePages = 193;
        ShouldFail(machine, "handler_state_pages 193 is more than 192");
        machine.Extension.HandlerStatePages = 0;
        machine.Extension.TracePages = 33;
        ShouldFail(machine, "trace_pages 33 is more than 32");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(256)]
    public void A_wake_vector_that_no_interrupt_has_is_refused(uint vector)
    {
        using var machine = Machines.Create();
        machine.Extension.WakeVector = vector;
        ShouldFail(machine, $"mailbox 0x{machine.Mailbox:x} must be 64-byte aligned, wake_vector {vector} must be 32 to 255");
    }

    [Fact]
    public void A_mailbox_whose_slots_would_cross_pages_is_refused()
    {
        using var machine = Machines.Create();
        machine.Extension.Mailbox += 32;
        ShouldFail(machine, $"mailbox 0x{machine.Mailbox + 32:x} must be 64-byte aligned, wake_vector 49 must be 32 to 255");
    }

    [Fact]
    public void Without_hypervisor_and_mailbox_no_VP_can_be_started()
    {
        using var machine = Machines.Create();
        machine.Extension.Mailbox = 0;
        ShouldFail(machine, "VP 1 could not be started: there is no hypervisor, and the mailbox has no slot for it");
    }

    [Fact]
    public void A_VP_beyond_the_mailbox_is_reported_and_the_others_come_up()
    {
        using var machine = Machines.Create(5);
        machine.Extension.MailboxCount = 5;
        ShouldFail(machine, "VP 5 could not be started: there is no hypervisor, and the mailbox has no slot for it");
        for (var vp = 1u; vp < 5; vp++)
        {
            machine.StatusOf(vp).ShouldBe((byte)CpuStatus.IDLE);
        }

        machine.StatusOf(5).ShouldBe((byte)CpuStatus.REMOVED);
    }

    [Fact]
    public void A_CPU_that_is_not_parked_is_reported()
    {
        using var machine = Machines.Create(3);
        machine.OnParked = () => machine.Memory.At<WakeSlot>(machine.Mailbox + 128).State = (uint)WakeSlotState.Absent;
        ShouldFail(machine, "VP 2 could not be started: the CPU is not waiting at its mailbox slot");
    }

    [Theory]
    [InlineData(HypercallCode.HvCallEnableVpVtl, HvStatus.AccessDenied, "0x6 AccessDenied")]
    [InlineData(HypercallCode.HvCallStartVirtualProcessor, HvStatus.InvalidVpState, "0x15 InvalidVpState")]
    [InlineData(HypercallCode.HvCallStartVirtualProcessor, HvStatus.InsufficientMemory, "0xb InsufficientMemory")]
    public void A_hypercall_that_fails_for_one_VP_is_reported_and_the_others_come_up(HypercallCode code, HvStatus status, string text)
    {
        using var machine = Machines.Create(7, true);
        machine.Hypervisor!.Inject = call => call.Code == code && call.Target == 5 ? status : null;
        ShouldFail(machine, $"VP 5 could not be started: hypercall status {text}");
        for (var vp = 1u; vp < 8; vp++)
        {
            machine.StatusOf(vp).ShouldBe((byte)(vp == 5 ? CpuStatus.REMOVED : CpuStatus.IDLE));
        }
    }

    [Fact]
    public void When_many_starts_fail_one_of_them_is_reported_with_its_own_reason()
    {
        using var machine = Machines.Create(20, true);
        machine.Hypervisor!.Inject = call => call.Code == HypercallCode.HvCallEnableVpVtl ? (HvStatus)(0x100 + call.Target) : null;
        machine.Start().ShouldBeFalse();
        var vp = machine.KernelState.FailedVp - 1;
        machine.StartError.ShouldStartWith($"VP {vp} could not be started: hypercall status 0x{0x100 + vp:x}");
        machine.Hypervisor.Calls.Count(call => call.Code == HypercallCode.HvCallEnableVpVtl).ShouldBe(20);
    }

    [Theory]
    [InlineData(1, "reading VsmCodePageOffsets failed with hypercall status 6")]
    [InlineData(2, "reading VsmCapabilities failed with hypercall status 6")]
    public void What_the_kernel_needs_to_know_of_the_hypervisor_is_missed_by_name(int failing, string error)
    {
        using var machine = Machines.Create(1, true);
        var calls = 0;
        machine.Hypervisor!.Inject = call => call.Code == HypercallCode.HvCallGetVpRegisters && ++calls == failing ? HvStatus.AccessDenied : null;
        ShouldFail(machine, error);
    }

    [Fact]
    public void A_VP_that_never_comes_up_is_reported_by_number()
    {
        using var machine = Machines.Create(3, true);
        machine.TimestampRate = 64; // the kernel's patience, 2^35 ticks, in half a second
        machine.Hypervisor!.NeverRuns = vp => vp == 2;
        ShouldFail(machine, "VP 2 did not come up");
    }

    [Fact]
    public void A_kernel_that_fails_on_a_VP_before_it_is_up_is_reported()
    {
        using var machine = Machines.Create(3, true, o => o with { Logging = true });
        machine.TimestampRate = 64;
        machine.Cpus[2].Msrs.Remove(X64Msr.ApicBase);
        ShouldFail(machine, "VP 2 could not be started: the kernel failed on it, see the log");
        machine.Ports.UartAt(0x2f8).Lines.ShouldContain(line => line.StartsWith("sidecar kernel fault on VP 2: #GP general protection"));
    }

    [Fact]
    public void An_exception_during_initialisation_becomes_an_error()
    {
        using var machine = Machines.Create();
        machine.Parameters.HypercallPage = 0x7000;
        machine.Start().ShouldBeFalse();
        machine.StartError.ShouldStartWith("initialisation raised #PF page fault at 0x");
    }

    [Fact]
    public void An_error_is_logged_too_when_the_log_is_on()
    {
        using var machine = Machines.Create(1, false, o => o with { Logging = true });
        machine.Parameters.NodeCount = 0;
        ShouldFail(machine, "node_count 0 is not within 1 to 128");
        machine.Ports.UartAt(0x2f8).Lines.ShouldBe(["node_count 0 is not within 1 to 128"]);
    }

    private static void ShouldFail(SimulatedMachine machine, string error)
    {
        machine.Start().ShouldBeFalse();
        machine.StartError.ShouldBe(error);
    }
}
