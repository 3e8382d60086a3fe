using System.Collections.Generic;
using System.Linq;
using Shouldly;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;
using Xunit;

namespace Sidecar.Cosmos.Tests.Hypervisor;

/// <summary>GET_VP_REGISTERS and SET_VP_REGISTERS: order, batches, local registers, partial success.</summary>
public class RegisterTests
{
    private const byte Vtl0 = 0;
    private static readonly HvInputVtl s_guest = HvInputVtl.FromVtl(Vtl0);

    private static readonly HvRegisterName[] s_names =
    [
        HvRegisterName.Rip, HvRegisterName.Rflags, HvRegisterName.Rsp, HvRegisterName.Dr7,
        .. Enumerable.Range((int)HvRegisterName.Es, 8).Select(name => (HvRegisterName)name),
        HvRegisterName.Idtr, HvRegisterName.Gdtr, HvRegisterName.Cr0, HvRegisterName.Cr3, HvRegisterName.Cr4, HvRegisterName.Cr8,
        .. Enumerable.Range((int)HvRegisterName.Efer, 11).Select(name => (HvRegisterName)name),
        HvRegisterName.TscAux, HvRegisterName.Xfem,
    ];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(31, 1)]
    public void Any_number_of_the_hypervisors_registers_is_one_hypercall(int count, int calls)
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        var names = s_names[..count];
        foreach (var name in names)
        {
            machine.Hypervisor![1, Vtl0, name] = new HvRegisterValue { Low = (ulong)name, High = ~(ulong)name };
        }

        var values = new HvRegisterValue[count];
        ShouldGet(ref vp, names, values);
        values.Select(value => (value.Low, value.High)).ShouldBe(names.Select(name => ((ulong)name, ~(ulong)name)));
        machine.Hypervisor!.Calls.Count.ShouldBe(calls);

        machine.Hypervisor.ClearCalls();
        ShouldSet(ref vp, [.. names.Select(name => HvRegisterAssoc.From(name, (ulong)name + 2))]);
        names.ShouldAllBe(name => machine.Hypervisor[1, Vtl0, name].Low == (ulong)name + 2);
        machine.Hypervisor.Calls.Count.ShouldBe(calls);
    }

    [Theory]
    [InlineData(SidecarCommand.GET_VP_REGISTERS)]
    [InlineData(SidecarCommand.SET_VP_REGISTERS)]
    public void More_than_a_request_holds_is_an_error_and_nothing_is_called(SidecarCommand command)
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        foreach (var count in (ushort[])[32, 33, ushort.MaxValue])
        {
            vp.Page.Registers.Request = new GetSetVpRegisterRequest { Count = count, TargetVtl = s_guest };
            vp.Execute((uint)command).ShouldBeFalse();
            vp.Error().ShouldBe($"register count {count} is more than a request holds: 31");
        }

        machine.Hypervisor!.Calls.ShouldBeEmpty();
        vp.ShouldAdd();
    }

    [Fact]
    public void The_header_names_the_VTL_that_was_asked_for()
    {
        using var machine = Started();
        machine.Hypervisor![1, 2, HvRegisterName.Rip] = HvRegisterValue.From(2);
        machine.Hypervisor[1, Vtl0, HvRegisterName.Rip] = HvRegisterValue.From(1);
        var vp = machine.Claim(1);
        var values = new HvRegisterValue[1];
        ShouldGet(ref vp, [HvRegisterName.Rip], values);
        values[0].Low.ShouldBe(1ul);
        vp.GetRegisters(HvInputVtl.CurrentVtl, [HvRegisterName.Rip], values).ShouldBeTrue();
        values[0].Low.ShouldBe(2ul);
    }

    [Fact]
    public void Debug_registers_and_MTRRs_are_the_CPUs_own()
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        (HvRegisterName Name, ulong Value)[] registers =
        [
            (HvRegisterName.Dr0, 0x1000), (HvRegisterName.Dr1, 0x2000), (HvRegisterName.Dr2, 0x3000), (HvRegisterName.Dr3, 0x4000),
            (HvRegisterName.MsrMtrrDefType, 0xc00), (HvRegisterName.MsrMtrrPhysBase0, 0x8000_0006), (HvRegisterName.MsrMtrrPhysMask7, 0xf_8000_0800),
            (HvRegisterName.MsrMtrrFix64k00000, 0x0505_0505_0505_0505), (HvRegisterName.MsrMtrrFix16k80000, 0x0404_0404_0404_0404),
            (HvRegisterName.MsrMtrrFix16kA0000, 0x0101_0101_0101_0101), (HvRegisterName.MsrMtrrFix4kC0000, 0), (HvRegisterName.MsrMtrrFix4kF8000, 0x0606_0606_0606_0606),
        ];
        ShouldSet(ref vp, [.. registers.Select(register => HvRegisterAssoc.From(register.Name, register.Value))]);
        machine.Hypervisor!.Calls.ShouldBeEmpty();
        machine.Cpus[1].DebugRegisters[3].ShouldBe(0x4000ul);
        machine.Cpus[1].Msrs[X64Msr.MtrrDefType].ShouldBe(0xc00ul);
        machine.Cpus[1].Msrs[X64Msr.MtrrPhysBase0].ShouldBe(0x8000_0006ul);
        machine.Cpus[1].Msrs[X64Msr.MtrrPhysMask0 + 14].ShouldBe(0xf_8000_0800ul);
        machine.Cpus[1].Msrs[X64Msr.MtrrFix4kC0000 + 7].ShouldBe(0x0606_0606_0606_0606ul);

        var values = new HvRegisterValue[registers.Length];
        ShouldGet(ref vp, [.. registers.Select(register => register.Name)], values);
        values.Select(value => value.Low).ShouldBe(registers.Select(register => register.Value));
        machine.Hypervisor.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void What_RUN_VP_takes_from_the_command_page_is_read_and_written_there()
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        HvRegisterName[] general = [.. Enumerable.Range((int)HvRegisterName.Rax, 16).Select(name => (HvRegisterName)name).Where(name => name != HvRegisterName.Rsp), HvRegisterName.Cr2];
        HvRegisterName[] wide = [.. Enumerable.Range((int)HvRegisterName.Xmm0, 24).Select(name => (HvRegisterName)name), HvRegisterName.FpControlStatus, HvRegisterName.XmmControlStatus];
        ShouldSet(ref vp, [.. general.Select(name => HvRegisterAssoc.From(name, ~(ulong)name))]);
        ShouldSet(ref vp, [.. wide.Select(name => new HvRegisterAssoc { Name = name, Value = Wide(name) })]);
        ref var context = ref machine.CommandPageOf(1).CpuContext;
        context.Gps[CpuContextX64.RAX].ShouldBe(~(ulong)HvRegisterName.Rax);
        context.Gps[CpuContextX64.R15].ShouldBe(~(ulong)HvRegisterName.R15);
        context.Gps[CpuContextX64.CR2].ShouldBe(~(ulong)HvRegisterName.Cr2);
        context.FxState.Xmm[15][0].ShouldBe(unchecked((byte)HvRegisterName.Xmm15));
        context.FxState.St[7][0].ShouldBe(unchecked((byte)HvRegisterName.FpMmx7));
        context.FxState.Fcw.ShouldBe(unchecked((ushort)HvRegisterName.FpControlStatus));
        context.FxState.Mxcsr.ShouldBe(0x1f80u);

        var values = new HvRegisterValue[general.Length];
        ShouldGet(ref vp, general, values);
        values.Select(value => value.Low).ShouldBe(general.Select(name => ~(ulong)name));
        values = new HvRegisterValue[wide.Length];
        ShouldGet(ref vp, wide, values);
        values.ShouldBe(wide.Select(Wide));
        machine.Hypervisor!.Calls.ShouldBeEmpty();

        static HvRegisterValue Wide(HvRegisterName name) => new() { Low = (ulong)name, High = 0x1f80 };
    }

    [Theory]
    [InlineData(HvRegisterName.Rax)]
    [InlineData(HvRegisterName.Cr2)]
    [InlineData(HvRegisterName.FpMmx3)]
    [InlineData(HvRegisterName.XmmControlStatus)]
    public void A_value_that_does_not_fit_the_command_pages_register_is_refused(HvRegisterName name)
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        vp.SetRegisters(s_guest, [new HvRegisterAssoc { Name = name, Value = new() { Low = 1, High = 0x1_0000 } }]).ShouldBeFalse();
        vp.Outcome.Status.ShouldBe(HvStatus.InvalidRegisterValue);
        vp.GetRegisters(s_guest, [name], new HvRegisterValue[1]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x12)]
    [InlineData(0x1f)]
    [InlineData(0xff)]
    [InlineData(1)]
    public void The_kernels_own_registers_are_nobodys_to_write(byte vtl)
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        foreach (var name in (HvRegisterName[])[HvRegisterName.Rip, HvRegisterName.R15, HvRegisterName.Dr0, HvRegisterName.Cr3])
        {
            vp.SetRegisters(new HvInputVtl { Raw = vtl }, [HvRegisterAssoc.From(name, 1)]).ShouldBeFalse();
            vp.Outcome.Status.ShouldBe(HvStatus.AccessDenied);
        }

        machine.Hypervisor!.Calls.ShouldBeEmpty();
        machine.Cpus[1].DebugRegisters[0].ShouldBe(0ul);
        vp.ShouldAdd();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DR6_is_whose_the_capabilities_say(bool shared)
    {
        using var machine = Machines.Create(1, true);
        machine.Hypervisor!.Dr6Shared = shared;
        machine.Start().ShouldBeTrue(machine.StartError);
        machine.Hypervisor.ClearCalls();
        var vp = machine.Claim(1);
        ShouldSet(ref vp, [HvRegisterAssoc.From(HvRegisterName.Dr6, 0xffff_0ff1)]);
        machine.Cpus[1].DebugRegisters[6].ShouldBe(shared ? 0xffff_0ff1ul : 0xffff_0ff0ul);
        machine.Hypervisor[1, Vtl0, HvRegisterName.Dr6].Low.ShouldBe(shared ? 0 : 0xffff_0ff1ul);
        machine.Hypervisor.Calls.Count.ShouldBe(shared ? 0 : 1);
        var values = new HvRegisterValue[1];
        ShouldGet(ref vp, [HvRegisterName.Dr6], values);
        values[0].Low.ShouldBe(0xffff_0ff1ul);
    }

    [Fact]
    public void Neighbours_are_batched_around_local_registers_in_the_order_of_the_request()
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        HvRegisterName[] names = [HvRegisterName.Rsp, HvRegisterName.Cr3, HvRegisterName.Dr0, HvRegisterName.Rax, HvRegisterName.Rip, HvRegisterName.Dr2];
        ShouldSet(ref vp, [.. names.Select((name, index) => HvRegisterAssoc.From(name, (ulong)index + 1))]);
        machine.Hypervisor!.Calls.Select(call => call.RepCount).ShouldBe([2, 1]);
        machine.Hypervisor.ClearCalls();
        var values = new HvRegisterValue[names.Length];
        ShouldGet(ref vp, names, values);
        values.Select(value => value.Low).ShouldBe([1ul, 2, 3, 4, 5, 6]);
        machine.Hypervisor.Calls.Select(call => call.RepCount).ShouldBe([2, 1]);
    }

    [Fact]
    public void A_register_that_fails_keeps_what_was_read_before_it()
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        machine.Hypervisor![1, Vtl0, HvRegisterName.Rip] = HvRegisterValue.From(11);
        machine.Hypervisor[1, Vtl0, HvRegisterName.Rsp] = HvRegisterValue.From(12);
        FillGet(ref vp, [HvRegisterName.Rip, HvRegisterName.Rsp, (HvRegisterName)0x1234, HvRegisterName.Rsp, HvRegisterName.Dr0]);
        vp.Execute((uint)SidecarCommand.GET_VP_REGISTERS).ShouldBeTrue("the sidecar carried it out; what the hypervisor says is in the status");
        vp.Page.Registers.Request.Status.ShouldBe(HvStatus.InvalidParameter);
        Enumerable.Range(0, 5).Select(index => machine.CommandPageOf(1).Registers.Regs[index].Value.Low).ShouldBe([11ul, 12, 0, 0, 0]);
    }

    [Fact]
    public void A_register_that_is_refused_keeps_what_was_written_before_it()
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        vp.SetRegisters(s_guest, [
            HvRegisterAssoc.From(HvRegisterName.Rip, 1),
            HvRegisterAssoc.From(HvRegisterName.Rflags, 0),
            HvRegisterAssoc.From(HvRegisterName.Rsp, 3),
            HvRegisterAssoc.From(HvRegisterName.Dr0, 4)]).ShouldBeFalse();
        vp.Outcome.Status.ShouldBe(HvStatus.InvalidRegisterValue);
        machine.Hypervisor![1, Vtl0, HvRegisterName.Rip].Low.ShouldBe(1ul);
        machine.Hypervisor[1, Vtl0, HvRegisterName.Rsp].Low.ShouldBe(0ul);
        machine.Cpus[1].DebugRegisters[0].ShouldBe(0ul);
    }

    [Theory]
    [InlineData(HvRegisterName.MsrMtrrDefType, 0x7ul)]
    [InlineData(HvRegisterName.MsrMtrrPhysBase3, 0x2ul)]
    [InlineData(HvRegisterName.MsrMtrrPhysMask3, 0x1ul)]
    [InlineData(HvRegisterName.MsrMtrrFix4kD0000, 0xfful)]
    [InlineData(HvRegisterName.Dr6, 0x1_0000_0000ul)]
    public void A_local_value_that_the_CPU_refuses_is_an_error_not_a_fault(HvRegisterName name, ulong value)
    {
        using var machine = Machines.Create(1, true);
        machine.Hypervisor!.Dr6Shared = true;
        machine.Start().ShouldBeTrue(machine.StartError);
        var vp = machine.Claim(1);
        vp.SetRegisters(s_guest, [HvRegisterAssoc.From(name, value)]).ShouldBeFalse();
        vp.Outcome.Status.ShouldBe(HvStatus.InvalidRegisterValue);
        vp.ShouldAdd();
    }

    [Fact]
    public void A_local_register_that_the_CPU_does_not_have_is_an_error_not_a_fault()
    {
        using var machine = Started();
        machine.Cpus[1].Msrs.Remove(X64Msr.MtrrFix64k00000);
        var vp = machine.Claim(1);
        vp.GetRegisters(s_guest, [HvRegisterName.MsrMtrrFix64k00000], new HvRegisterValue[1]).ShouldBeFalse();
        vp.Outcome.Status.ShouldBe(HvStatus.InvalidParameter);
        vp.ShouldAdd();
    }

    [Theory]
    [InlineData(1, 31)]
    [InlineData(2, 16)]
    [InlineData(30, 2)]
    public void A_call_that_does_only_some_is_continued(int atATime, int calls)
    {
        using var machine = Started();
        machine.Hypervisor!.MaxElements = atATime;
        var vp = machine.Claim(1);
        ShouldSet(ref vp, [.. s_names.Select((name, index) => HvRegisterAssoc.From(name, (ulong)index | 2))]);
        machine.Hypervisor.Calls.Select(call => call.RepStart).ShouldBe(Enumerable.Range(0, calls).Select(call => call * atATime));
        machine.Hypervisor.Calls.ShouldAllBe(call => call.RepCount == 31);
        machine.Hypervisor.ClearCalls();
        var values = new HvRegisterValue[31];
        ShouldGet(ref vp, s_names, values);
        values.Select(value => value.Low).ShouldBe(Enumerable.Range(0, 31).Select(index => (ulong)index | 2));
        machine.Hypervisor.Calls.Count.ShouldBe(calls);
    }

    [Fact]
    public void A_hypervisor_that_makes_no_progress_is_given_up()
    {
        using var machine = Started();
        machine.Hypervisor!.MaxElements = 0;
        var vp = machine.Claim(1);
        vp.GetRegisters(s_guest, [HvRegisterName.Rip], new HvRegisterValue[1]).ShouldBeFalse();
        vp.Outcome.Status.ShouldBe(HvStatus.Timeout);
        machine.Hypervisor.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public void More_than_31_through_the_client_are_several_commands()
    {
        using var machine = Started();
        var vp = machine.Claim(1);
        HvRegisterName[] names = [.. s_names, .. s_names, HvRegisterName.Rip];
        ShouldGet(ref vp, names, new HvRegisterValue[63]);
        machine.Hypervisor!.Calls.Select(call => call.RepCount).ShouldBe([31, 31, 1]);
    }

    private static SimulatedMachine Started()
    {
        var machine = Machines.Started(1, true);
        machine.Hypervisor!.ClearCalls();
        return machine;
    }

    private static void FillGet(ref VpClient<ProcessorMemory, SimulatedHost> vp, IReadOnlyList<HvRegisterName> names)
    {
        vp.Page.Registers.Request = new GetSetVpRegisterRequest { Count = (ushort)names.Count, TargetVtl = s_guest };
        for (var index = 0; index < names.Count; index++)
        {
            vp.Page.Registers.Regs[index] = new HvRegisterAssoc { Name = names[index] };
        }
    }

    private static void ShouldGet(ref VpClient<ProcessorMemory, SimulatedHost> vp, HvRegisterName[] names, HvRegisterValue[] values)
        => vp.GetRegisters(s_guest, names, values).ShouldBeTrue($"{vp.Outcome.Kind} {vp.Outcome.Status} {vp.Error()}");

    private static void ShouldSet(ref VpClient<ProcessorMemory, SimulatedHost> vp, HvRegisterAssoc[] registers)
        => vp.SetRegisters(s_guest, registers).ShouldBeTrue($"{vp.Outcome.Kind} {vp.Outcome.Status} {vp.Error()}");
}
