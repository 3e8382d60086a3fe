using System;
using System.Collections.Generic;
using System.Text;
using Shouldly;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Tests;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;
using Sidecar.Vmm.Tests.Hosting;
using Xunit;

namespace Sidecar.Vmm.Tests.Loading;

/// <summary>Registers at a guest's first instruction.</summary>
public sealed class GuestStartTests : IDisposable
{
    private const int Rdx = 2;
    private const int Rsi = 6;
    private const int Rdi = 7;

    private readonly TestGuest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    public void A_64_bit_guest_starts_on_its_own_tables_and_stack()
    {
        Prepare(ordinal: 5, count: 9).ShouldBe(GuestProblem.None);
        _guest.Commands.ShouldBe(1);
        _guest.Rip.ShouldBe(GuestFile.Entry);
        _guest[HvRegisterName.Rsp].Low.ShouldBe(GuestLayout.Stacks + (6 * GuestLayout.StackSize) - 8);
        _guest[HvRegisterName.Cr3].Low.ShouldBe(TestGuest.BlockStart + GuestLayout.PageMap);
        _guest[HvRegisterName.Efer].Low.ShouldBe(Efer.Lme | Efer.Lma | Efer.Nxe);
        _guest[HvRegisterName.Gdtr].ToTable().Base.ShouldBe(GuestLayout.DescriptorTable);
        (_guest.Gps[Rdi], _guest.Gps[Rsi], _guest.Gps[Rdx]).ShouldBe((TestGuest.Index, 9ul, GuestLayout.Parameters));
        _guest.State.Phase.ShouldBe(GuestPhase.Ready);
    }

    [Fact]
    public void A_flat_guest_starts_in_real_mode()
    {
        Prepare(ordinal: 0, count: 1, "flat.bin", [0xf4]).ShouldBe(GuestProblem.None);
        (_guest[HvRegisterName.Cs].ToSegment().Base, _guest.Rip, _guest[HvRegisterName.Rsp].Low).ShouldBe((GuestLayout.Flat, 0ul, 0ul));
        (_guest[HvRegisterName.Cr0].Low & Cr0.Pe).ShouldBe(0ul);
        _guest[HvRegisterName.Efer].Low.ShouldBe(0ul);
        (_guest.Gps[Rdi], _guest.Gps[Rsi], _guest.Gps[Rdx]).ShouldBe((TestGuest.Index, 1ul, 0ul));
    }

    /// <summary>What an earlier guest left would reach this one: registers, events, devices, what is marked as changed on the register page.</summary>
    [Fact]
    public void Nothing_of_an_earlier_guest_stays()
    {
        _guest.RegisterPage.Rip = 0x666;
        _guest.RegisterPage.Dirty.InstructionPointer = true;
        _guest[HvRegisterName.PendingEvent0] = HvRegisterValue.From(1);
        _guest[HvRegisterName.PendingInterruption] = HvRegisterValue.From(1);
        _guest[HvRegisterName.InterruptState] = HvRegisterValue.From(1);
        _guest.Gps.Fill(0x666);
        _guest.State = new() { Phase = GuestPhase.Failed, Problem = GuestProblem.UnknownMessage, WakePending = true, StopAsked = true, LineLength = 7 };
        _guest.State.Latches[3] = 0x666;
        Prepare(ordinal: 0, count: 1).ShouldBe(GuestProblem.None);
        _guest.Rip.ShouldBe(GuestFile.Entry);
        _guest.Pending.ShouldBeNull();
        (_guest[HvRegisterName.PendingInterruption].Low, _guest[HvRegisterName.InterruptState].Low).ShouldBe((0ul, 0ul));
        _guest.Gps.IndexOf(0x666ul).ShouldBe(-1);
        _guest.State.ShouldBe(new GuestState { Phase = GuestPhase.Ready }, EqualityComparer<GuestState>.Create((a, b) => Bytes(a).SequenceEqual(Bytes(b))));
    }

    [Fact]
    public void There_are_stacks_for_128_VPs()
    {
        Prepare(GuestLayout.MaxVps - 1, GuestLayout.MaxVps).ShouldBe(GuestProblem.None);
        var commands = _guest.Commands;
        _guest.State.Phase = GuestPhase.Stopped;
        Prepare(GuestLayout.MaxVps, GuestLayout.MaxVps + 1).ShouldBe(GuestProblem.TooManyVps);
        Encoding.ASCII.GetString(GuestText.Text(GuestProblem.TooManyVps)).ShouldBe($"a guest runs on at most {GuestLayout.MaxVps} VPs");
        (_guest.Commands, _guest.State.Phase).ShouldBe((commands, GuestPhase.Stopped));
    }

    [Fact]
    public void A_refused_command_starts_nothing()
    {
        _guest.State.Phase = GuestPhase.Stopped;
        _guest.Gps[Rdi] = 42;
        _guest.Refuses = true;
        Prepare(ordinal: 0, count: 1).ShouldBe(GuestProblem.Command);
        (_guest.State.Phase, _guest.Gps[Rdi]).ShouldBe((GuestPhase.Stopped, 42ul));
    }

    private GuestProblem Prepare(uint ordinal, uint count, string name = "guest.elf", byte[]? file = null)
    {
        GuestImage.Read(Encoding.ASCII.GetBytes(name), file ?? GuestFile.Create(), out var image).ShouldBe(GuestImageProblem.None);
        var vp = new TestVp(_guest);
        return GuestStart.Prepare(ref vp, image, ordinal, count);
    }

    private static byte[] Bytes(GuestState state) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<GuestState>(in state)).ToArray();
}
