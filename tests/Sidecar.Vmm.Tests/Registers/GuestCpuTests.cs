using System;
using Shouldly;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Vmm.Registers;
using Sidecar.Vmm.Tests.Hosting;
using Xunit;

namespace Sidecar.Vmm.Tests.Registers;

/// <summary>Where a guest's registers are read and written: command page, register page, by command.</summary>
public sealed class GuestCpuTests : IDisposable
{
    private const int Rbx = 3;
    private const int Rsp = 4;

    private readonly TestGuest _guest = new(hasRegisterPage: false);

    public void Dispose() => _guest.Dispose();

    [Theory]
    [InlineData(1, 0x1122_3344_5566_77ff)]
    [InlineData(2, 0x1122_3344_5566_ffff)]
    [InlineData(4, 0x0000_0000_ffff_ffff)]
    [InlineData(8, -1L)]
    public void The_lower_part_is_written_as_instructions_do(int size, long expected)
    {
        var vp = new TestVp(_guest);
        foreach (var register in new[] { Rbx, Rsp })
        {
            GuestCpu.Write(ref vp, register, 0x1122_3344_5566_7788).ShouldBeTrue();
            GuestCpu.Write(ref vp, register, ulong.MaxValue, size).ShouldBeTrue();
            GuestCpu.Read(ref vp, register).ShouldBe((ulong)expected);
        }

        // CR2 has RSP's place on the command page.
        _guest.Gps[Rsp].ShouldBe(0ul);
        _guest[HvRegisterName.Rsp].Low.ShouldBe((ulong)expected);
    }

    [Theory]
    [InlineData(true, 0, 0)]
    [InlineData(false, 0, 1)]
    [InlineData(true, 1, 1)]
    public void A_register_page_spares_commands_if_it_is_VTL0s(bool isValid, byte vtl, int commands)
    {
        ref var page = ref _guest.RegisterPage;
        (page.IsValid, page.Vtl) = ((byte)(isValid ? 1 : 0), vtl);
        (page.Cr0, page.Cr4, page.Efer) = (1, 2, 3);
        page.GpRegisters[Rsp] = 4;
        for (var i = 0; i < 6; i++)
        {
            page.Segment[i].Base = (ulong)(5 + i);
        }

        ReadOnlySpan<HvRegisterName> names =
        [
            HvRegisterName.Cr0, HvRegisterName.Cr4, HvRegisterName.Efer, HvRegisterName.Rsp,
            HvRegisterName.Es, HvRegisterName.Cs, HvRegisterName.Ss, HvRegisterName.Ds, HvRegisterName.Fs, HvRegisterName.Gs,
        ];
        var vp = new TestVp(_guest);
        for (var i = 0; i < names.Length; i++)
        {
            _guest[names[i]] = HvRegisterValue.From((ulong)(i + 1));
            GuestCpu.TryGet(ref vp, names[i], out var value).ShouldBeTrue();
            value.Low.ShouldBe((ulong)(i + 1));
        }

        GuestCpu.SetRip(ref vp, 0x100).ShouldBeTrue();
        GuestCpu.SetFlags(ref vp, 0x202).ShouldBeTrue();
        (_guest.Rip, _guest.Flags.Raw).ShouldBe((0x100ul, 0x202ul));
        _guest.Commands.ShouldBe(commands * (names.Length + 2));
    }

    [Theory]
    [InlineData(8, 0xffff_ffff_ffff_fffe, 0x0000_0000_0000_0001)]
    [InlineData(4, 0x0000_0000_ffff_fffe, 0x0000_0000_0000_0001)]
    [InlineData(2, 0x0000_0000_0000_fffe, 0x0000_0000_0000_0001)]
    [InlineData(8, 0x0000_0000_ffff_fffe, 0x0000_0001_0000_0001)]
    public void An_instruction_pointer_goes_round_at_its_width(int bytes, ulong rip, ulong expected)
    {
        var vp = new TestVp(_guest);
        GuestCpu.Advance(ref vp, Header(bytes, rip), 3).ShouldBeTrue();
        _guest.Rip.ShouldBe(expected);
    }

    [Fact]
    public void An_interrupt_shadow_ends_with_the_instruction()
    {
        var header = Header(8, 0x1000);
        header.InstructionLengthAndCr8 = 0xf2;
        header.ExecutionState.InterruptShadow = true;
        _guest[HvRegisterName.InterruptState] = HvRegisterValue.From(1);
        var vp = new TestVp(_guest);
        GuestCpu.Advance(ref vp, header).ShouldBeTrue();
        (_guest.Rip, _guest[HvRegisterName.InterruptState].Low).ShouldBe((0x1002ul, 0ul));
    }

    [Fact]
    public void A_refused_command_is_told()
    {
        _guest.Refuses = true;
        var vp = new TestVp(_guest);
        GuestCpu.TryGet(ref vp, HvRegisterName.Lstar, out _).ShouldBeFalse();
        GuestCpu.Write(ref vp, Rsp, 1).ShouldBeFalse();
        GuestCpu.Write(ref vp, Rbx, 1).ShouldBeTrue();
        GuestCpu.SetRip(ref vp, 1).ShouldBeFalse();
        GuestCpu.SetFlags(ref vp, 2).ShouldBeFalse();
    }

    private static HvX64InterceptMessageHeader Header(int bytes, ulong rip) => new()
    {
        Rip = rip,
        ExecutionState = new() { EferLma = bytes == 8 },
        CsSegment = new() { Attributes = new SegmentAttributes { Long = bytes == 8, Default = bytes == 4 }.Raw },
    };
}
