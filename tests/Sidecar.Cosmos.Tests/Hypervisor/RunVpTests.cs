using System;
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
using Sidecar.Simulation.Hypervisor;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Hypervisor;

/// <summary>RUN_VP: in and out of VTL0.</summary>
public class RunVpTests
{
    private const int R8 = CpuContextX64.R8;

    [Fact]
    public void An_intercept_ends_the_run_and_its_message_is_on_the_page()
    {
        using var machine = Machines.Started(2, true);
        var message = Message(HvMessageType.HvMessageTypeX64Halt, 7);
        machine.Hypervisor!.Guest(1).Code = _ => GuestExit.Intercept(message);
        var vp = machine.Claim(1);
        vp.RunVp(out var intercepted).ShouldBeTrue(vp.Error());
        intercepted.ShouldBeTrue();
        Bytes(vp.Page.InterceptMessage).ShouldBe(Bytes(message));
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void Each_run_goes_on_where_the_last_one_ended()
    {
        using var machine = Machines.Started(1, true);
        machine.Hypervisor!.Guest(1).Code = guest => GuestExit.Intercept(Message(HvMessageType.HvMessageTypeX64IoPortIntercept, (byte)++guest[R8]));
        var vp = machine.Claim(1);
        for (var run = 1; run <= 20; run++)
        {
            vp.RunVp(out var intercepted).ShouldBeTrue(vp.Error());
            intercepted.ShouldBeTrue();
            vp.Page.InterceptMessage.PayloadBuffer[0].ShouldBe((byte)run);
            vp.Page.CpuContext.Gps[R8].ShouldBe((ulong)run);
        }
    }

    [Fact]
    public void Every_general_register_and_CR2_goes_in_and_comes_out()
    {
        using var machine = Machines.Started(1, true);
        var seen = new ulong[16];
        machine.Hypervisor!.Guest(1).Code = guest =>
        {
            for (var number = 0; number < 16; number++)
            {
                seen[number] = guest[number];
                guest[number] = ~guest[number];
            }

            return GuestExit.Intercept(Message(HvMessageType.HvMessageTypeX64Halt, 0));
        };
        var vp = machine.Claim(1);
        for (var number = 0; number < 16; number++)
        {
            vp.Page.CpuContext.Gps[number] = 0x1111_1111_1111_1111ul * (ulong)number;
        }

        vp.RunVp(out _).ShouldBeTrue(vp.Error());
        for (var number = 0; number < 16; number++)
        {
            seen[number].ShouldBe(0x1111_1111_1111_1111ul * (ulong)number, $"register {number} going in");
            vp.Page.CpuContext.Gps[number].ShouldBe(~seen[number], $"register {number} coming out");
        }
    }

    [Fact]
    public void FX_state_goes_in_and_comes_out()
    {
        using var machine = Machines.Started(1, true);
        Fxsave seen = default;
        machine.Hypervisor!.Guest(1).Code = guest =>
        {
            seen = guest.FxState;
            var changed = guest.FxState;
            changed.Mxcsr = 0x9fc0;
            changed.Xmm[15][15] = 0x42;
            guest.FxState = changed;
            return GuestExit.Intercept(Message(HvMessageType.HvMessageTypeX64Halt, 0));
        };
        var vp = machine.Claim(1);
        ref var state = ref vp.Page.CpuContext.FxState;
        state.Fcw = 0x37f;
        state.Mxcsr = 0x1f80;
        state.St[7][9] = 0x17;
        state.Xmm[0][0] = 0x99;
        var before = Bytes(state);
        vp.RunVp(out _).ShouldBeTrue(vp.Error());
        Bytes(seen).ShouldBe(before);
        state.Mxcsr.ShouldBe(0x9fc0u);
        state.Xmm[15][15].ShouldBe((byte)0x42);
        state.Xmm[0][0].ShouldBe((byte)0x99);
    }

    [Fact]
    public void FX_state_that_the_CPU_refuses_is_an_error_and_the_guest_does_not_run()
    {
        using var machine = Machines.Started(1, true);
        var vp = machine.Claim(1);
        vp.Page.CpuContext.FxState.Mxcsr = 0x1_0000;
        vp.RunVp(out _).ShouldBeFalse();
        vp.Error().ShouldBe("RUN_VP: the CPU refuses cpu_context.fx_state (reserved bits in MXCSR)");
        machine.Hypervisor!.Guest(1).Entries.ShouldBe(0);
        vp.ShouldAdd();
    }

    [Fact]
    public void An_interrupt_before_the_intercept_is_taken_and_the_guest_goes_on()
    {
        using var machine = Machines.Started(1, true);
        var runs = 0;
        machine.Hypervisor!.Guest(1).Code = _ =>
        {
            if (++runs == 3)
            {
                return GuestExit.Intercept(Message(HvMessageType.HvMessageTypeX64Halt, 9));
            }

            machine.Interrupt(1, 0x40);
            return GuestExit.UntilInterrupt;
        };
        var vp = machine.Claim(1);
        vp.RunVp(out var intercepted).ShouldBeTrue(vp.Error());
        intercepted.ShouldBeTrue();
        runs.ShouldBe(3);
        vp.Page.InterceptMessage.PayloadBuffer[0].ShouldBe((byte)9);
    }

    [Fact]
    public void An_interrupt_that_pends_at_VTL_return_is_taken_and_does_not_spin()
    {
        using var machine = Machines.Started(1, true);
        var guest = machine.Hypervisor!.Guest(1);
        guest.Code = _ => GuestExit.Intercept(Message(HvMessageType.HvMessageTypeX64Halt, 0));
        var vp = machine.Claim(1);
        // The VP is awake when this comes, so nothing takes it before the VTL return.
        var sent = false;
        machine.OnSharedAccess = (_, access) =>
        {
            if (access == SharedAccess.Load && !sent && machine.StatusOf(1) == (byte)CpuStatus.RUN)
            {
                sent = true;
                machine.Interrupt(1, 0x55);
            }
        };
        vp.RunVp(out var intercepted).ShouldBeTrue(vp.Error());
        intercepted.ShouldBeTrue();
        sent.ShouldBeTrue();
        // Two when the request interrupt came after the VP had seen the request.
        guest.EntriesCutShort.ShouldBeInRange(1, 2);
        guest.Entries.ShouldBe(guest.EntriesCutShort + 1);
    }

    [Fact]
    public void A_stop_while_the_guest_runs_ends_the_run_without_an_intercept()
    {
        using var machine = Machines.Started(1, true);
        var vp = machine.Claim(1);
        vp.Page.RunResponse.Intercept = 1;
        vp.Begin((uint)SidecarCommand.RUN_VP).ShouldBeTrue();
        Machines.Await(() => machine.Hypervisor!.Guest(1).Entries > 0, "the guest to run");
        vp.Stop().ShouldBe(StopResult.Requested);
        vp.End(SimulatedMachine.CommandTimeout).ShouldBeTrue(vp.Error());
        vp.Page.RunResponse.Intercept.ShouldBe((byte)0);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_stop_that_overtakes_the_run_returns_at_once()
    {
        using var machine = Machines.Started(1, true);
        machine.CommandPageOf(1).Command = SidecarCommand.RUN_VP;
        machine.CommandPageOf(1).RunResponse.Intercept = 1;
        machine.Order(1, CpuStatus.STOP);
        machine.AwaitStatus(1, CpuStatus.IDLE);
        machine.CommandPageOf(1).RunResponse.Intercept.ShouldBe((byte)0);
        machine.Hypervisor!.Guest(1).Entries.ShouldBe(0);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void An_entry_for_no_known_reason_is_an_error()
    {
        using var machine = Machines.Started(1, true);
        machine.Hypervisor!.Guest(1).Code = _ => GuestExit.With(HvVtlEntryReason.VTL_CALL);
        var vp = machine.Claim(1);
        vp.RunVp(out _).ShouldBeFalse();
        vp.Error().ShouldBe("RUN_VP: unexpected VTL entry reason 1");
        vp.ShouldAdd();
    }

    [Fact]
    public void Overlays_are_given_to_the_hypervisor_at_the_first_run_once_and_taken_back_at_removal()
    {
        using var machine = Machines.Started(1, true);
        machine.Hypervisor!.Guest(1).Code = _ => GuestExit.Intercept(Message(HvMessageType.HvMessageTypeX64Halt, 0));
        var vp = machine.Claim(1);
        vp.ShouldAdd();
        AssistPage(machine).ShouldBe(0ul);
        RegisterPageCalls(machine).ShouldBe(0);
        for (var run = 0; run < 5; run++)
        {
            vp.RunVp(out _).ShouldBeTrue(vp.Error());
        }

        AssistPage(machine).ShouldBe(machine.GlobalsOf(1).AssistPage | 1);
        RegisterPageCalls(machine).ShouldBe(1);
        machine.Hypervisor[1, 2, HvRegisterName.RegisterPage].Low.ShouldBe(machine.Layouts[0].RegisterPage(1) | 1);
        machine.Memory.At<HvX64RegisterPage>(machine.Layouts[0].RegisterPage(1)).IsValid.ShouldBe((byte)1);

        machine.Node(0).Remove(1, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);
        AssistPage(machine).ShouldBe(0ul);
        RegisterPageCalls(machine).ShouldBe(2);
        machine.Hypervisor[1, 2, HvRegisterName.RegisterPage].Low.ShouldBe(0ul);
    }

    [Fact]
    public void A_VP_that_never_ran_has_no_overlays_to_take_back()
    {
        using var machine = Machines.Started(1, true);
        machine.Hypervisor!.ClearCalls();
        machine.Node(0).Remove(1, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);
        machine.Hypervisor.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void A_hypervisor_without_register_page_leaves_it_invalid_and_the_guest_runs()
    {
        using var machine = Machines.Started(1, true);
        machine.Hypervisor!.OffersRegisterPage = false;
        machine.Hypervisor.Guest(1).Code = _ => GuestExit.Intercept(Message(HvMessageType.HvMessageTypeX64Halt, 0));
        var vp = machine.Claim(1);
        vp.RunVp(out var intercepted).ShouldBeTrue(vp.Error());
        intercepted.ShouldBeTrue();
        machine.Memory.At<HvX64RegisterPage>(machine.Layouts[0].RegisterPage(1)).IsValid.ShouldBe((byte)0);
        machine.Hypervisor.ClearCalls();
        machine.Node(0).Remove(1, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);
        RegisterPageCalls(machine).ShouldBe(0);
    }

    [Fact]
    public void All_VPs_run_their_guests_at_once()
    {
        using var machine = Machines.Started(15, true);
        var clients = new List<VpClient<ProcessorMemory, SimulatedHost>>();
        for (var index = 1u; index < 16; index++)
        {
            var vp = machine.Claim(index);
            vp.Begin((uint)SidecarCommand.RUN_VP).ShouldBeTrue();
            clients.Add(vp);
        }

        Machines.Await(() => Enumerable.Range(1, 15).All(vp => machine.Hypervisor!.Guest((uint)vp).Entries > 0), "all guests to run");
        foreach (var vp in clients)
        {
            vp.Stop().ShouldBe(StopResult.Requested);
        }

        foreach (var vp in clients)
        {
            var client = vp;
            client.End(SimulatedMachine.CommandTimeout).ShouldBeTrue(client.Error());
        }
    }

    private static ulong AssistPage(SimulatedMachine machine) => machine.Cpus[1].Msrs[HvX64Msr.VpAssistPage]!.Value;

    private static int RegisterPageCalls(SimulatedMachine machine)
        => machine.Hypervisor!.Calls.Count(call => call.Code == HypercallCode.HvCallSetVpRegisters);

    private static HvMessage Message(HvMessageType type, byte first)
    {
        var message = new HvMessage { Header = new HvMessageHeader { Typ = type, Len = 240 } };
        for (var index = 0; index < 240; index++)
        {
            message.PayloadBuffer[index] = (byte)(first + index);
        }

        return message;
    }

    private static unsafe byte[] Bytes<T>(T value)
        where T : unmanaged
        => new ReadOnlySpan<byte>(&value, sizeof(T)).ToArray();
}
