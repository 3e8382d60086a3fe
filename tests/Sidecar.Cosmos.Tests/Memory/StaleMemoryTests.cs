using System;
using System.Linq;
using System.Runtime.InteropServices;
using Shouldly;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Samples;
using Xunit;

namespace Sidecar.Cosmos.Tests.Memory;

/// <summary>Node memory is full of an earlier boot's rubbish; none of it reaches host, guest or handlers.</summary>
public class StaleMemoryTests
{
    [Fact]
    public void The_command_page_is_cleared_but_for_the_FPUs_first_state_and_the_way_back()
    {
        using var machine = Machines.Started(3, true);
        for (var vp = 1u; vp < 4; vp++)
        {
            machine.CommandPageOf(vp).Command.ShouldBe(SidecarCommand.NONE);
            ref var state = ref machine.CommandPageOf(vp).CpuContext.FxState;
            (state.Fcw, state.Mxcsr).ShouldBe((Fxsave.InitialFcw, Fxsave.InitialMxcsr));
            (state.Fcw, state.Mxcsr) = (0, 0);
            var page = Bytes(ref machine.CommandPageOf(vp));
            page[..ReturnTicket.Offset].ShouldBe(new byte[ReturnTicket.Offset]);
            MemoryMarshal.Read<ReturnTicket>(page.AsSpan(ReturnTicket.Offset)).IsFor(vp, machine.BoundsOf(vp)).ShouldBeTrue();
        }
    }

    [Fact]
    public void The_register_page_is_cleared_and_not_valid_before_the_hypervisor_fills_it()
    {
        using var machine = Machines.Started(3, true);
        for (var vp = 1u; vp < 4; vp++)
        {
            Bytes(ref machine.Memory.At<HvX64RegisterPage>(machine.Layouts[0].RegisterPage(vp))).ShouldBe(new byte[4096]);
        }
    }

    [Fact]
    public void Handler_state_starts_as_zero()
    {
        using var machine = Machines.Started(2);
        for (var vp = 1u; vp < 3; vp++)
        {
            var claimed = machine.Claim(vp);
            HandlerCalls.TryKvCount(ref claimed, out var response).ShouldBeTrue(claimed.Error());
            response.Keys.ShouldBe(0u);
        }
    }

    [Fact]
    public void The_control_page_is_cleared_but_for_what_it_says()
    {
        using var machine = Machines.Started(3);
        ref var control = ref machine.ControlPageOf(0);
        control.ResponseVector.ShouldBe(0u);
        control.ResponseCpu.ShouldBe(0u);
        ((ReadOnlySpan<byte>)control.Reserved).ToArray().ShouldAllBe(value => value == 0);
        ((ReadOnlySpan<byte>)control.CpuStatus).ToArray().Skip(4).ShouldAllBe(value => value == 0);
    }

    private static unsafe byte[] Bytes<T>(ref T structure)
        where T : unmanaged
        => new ReadOnlySpan<byte>(System.Runtime.CompilerServices.Unsafe.AsPointer(ref structure), sizeof(T)).ToArray();
}
