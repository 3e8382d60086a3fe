using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Shouldly;
using Sidecar.Monitor.Tests.Hosting;
using Sidecar.Protocol.Guests;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Tests;
using Sidecar.Vmm.Exits;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;
using Xunit;

namespace Sidecar.Monitor.Tests.Guests;

/// <summary>The VMM over the simulated hypervisor: each exit of a guest gets what its instruction should give.</summary>
public sealed class GuestRunTests : IDisposable
{
    private const int Rax = 0;
    private const int Rcx = 1;
    private const int Rdx = 2;
    private const int Rbx = 3;
    private const int Rsi = 6;
    private const int Rdi = 7;
    private const int R8 = 8;

    private readonly MonitorRun _run = MonitorRun.StartWithGuests(2).Load("hello.elf", GuestFile.Create());
    private readonly GuestScript _guest;

    public GuestRunTests()
    {
        _guest = new GuestScript(_run, 1);
        // Guest-virtual addresses of the block, as its page tables would have them.
        _run.Machine.Hypervisor!.Translate = request => (HvStatus.Success, Translated(request));
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void It_starts_where_the_image_says_with_its_VP_and_its_parameters()
    {
        GuestParameters parameters = default;
        HvRegisterValue[] registers = [];
        _guest.Then(guest =>
        {
            (guest[Rdi], guest[Rsi], guest[Rdx], guest[Rax], guest[R8]).ShouldBe((1ul, 1ul, GuestLayout.Parameters, 0ul, 0ul));
            ((int)guest.FxState.Fcw, guest.FxState.Mxcsr).ShouldBe((0x37f, 0x1f80u));
            registers = [_guest[HvRegisterName.Rip], _guest[HvRegisterName.Rsp], _guest[HvRegisterName.Cr3], _guest[HvRegisterName.Cs], _guest[HvRegisterName.Efer]];
            parameters = MemoryMarshal.Read<GuestParameters>(Block((int)GuestLayout.Parameters, 80));
            return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
        });
        Play();
        registers[0].Low.ShouldBe(GuestFile.Entry);
        registers[1].Low.ShouldBe(GuestLayout.Stacks + GuestLayout.StackSize - 8);
        registers[2].Low.ShouldBe(_run.GuestMemory.Start + GuestLayout.PageMap);
        registers[3].ToSegment().Attributes.ShouldBe((ushort)0xa09b);
        registers[4].Low.ShouldBe(Efer.Lme | Efer.Lma | Efer.Nxe);
        parameters.Version.ShouldBe(GuestParameters.ExpectedVersion);
        parameters.BlockAddress.ShouldBe(_run.GuestMemory.Start);
        parameters.BlockSize.ShouldBe(_run.GuestMemory.Length);
        parameters.UnmappedAddress.ShouldBe(MonitorRun.UnmappedAddress);
        Block((int)GuestLayout.Image, 0x100).SequenceEqual(GuestFile.Create().AsSpan(GuestFile.SegmentOffset, 0x100)).ShouldBeTrue();
        Block((int)GuestLayout.Image + 0x1080, 0xf80).IndexOfAnyExcept((byte)0).ShouldBe(-1);
    }

    [Fact]
    public void What_it_prints_is_shown_by_lines()
    {
        _guest.Print("one\r\ntwo\x1b[2J\nthree").End();
        Play();
        _run.Terminal.Console.ShouldContain("  guest 1: one\r\n  guest 1: two?[2J\r\n  guest 1: three\r\n");
    }

    [Fact]
    public void Ports_keep_the_width_of_the_instruction()
    {
        _guest
            .Then(_ => _guest.Port(0x510, 4, HvInterceptAccessType.WRITE, 0x1_1122_3344))
            .Then(guest =>
            {
                guest[Rax] = 0x8888_7777_6666_5555;
                return _guest.Port(0x510, 1, HvInterceptAccessType.READ, guest[Rax]);
            })
            .Then(guest =>
            {
                guest[Rax].ShouldBe(0x8888_7777_6666_5500 | (~0x44ul & 0xff));
                return _guest.Port(0x510, 2, HvInterceptAccessType.READ, guest[Rax]);
            })
            .Then(guest =>
            {
                guest[Rax].ShouldBe(0x8888_7777_6666_0000 | (~0x3344ul & 0xffff));
                return _guest.Port(0x510, 4, HvInterceptAccessType.READ, guest[Rax]);
            })
            .Then(guest =>
            {
                guest[Rax].ShouldBe(~0x1122_3344ul & 0xffff_ffff);
                return _guest.Port(0x600, 2, HvInterceptAccessType.READ, 0);
            })
            .Then(guest =>
            {
                (guest[Rax] & 0xffff).ShouldBe(0xfffful);
                _guest.Rip.ShouldBe(GuestFile.Entry + (5 * GuestScript.InstructionLength));
                return _guest.Port(0x3fd, 1, HvInterceptAccessType.READ, 0);
            })
            .Then(guest =>
            {
                (guest[Rax] & 0x60).ShouldBe(0x60ul);
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0x100);
            });
        Play();
        _run.Guests[1].ExitsOf(GuestExitKind.Port).ShouldBe(7u);
    }

    [Fact]
    public void Strings_go_through_the_guests_memory_across_pages()
    {
        const ulong text = GuestLayout.Shared + 0xffa;
        const ulong target = GuestLayout.Shared + 0x2ffe;
        _guest
            .Then(guest =>
            {
                "0123456789\n"u8.CopyTo(Block((int)text, 11));
                (guest[Rsi], guest[Rcx]) = (text, 11);
                return _guest.PortString(0x3f8, 1, HvInterceptAccessType.WRITE, guest, repeat: true);
            })
            .Then(guest =>
            {
                (guest[Rsi], guest[Rcx]).ShouldBe((text + 11, 0ul));
                return _guest.Port(0x512, 4, HvInterceptAccessType.WRITE, 0x0403_0201);
            })
            .Then(guest =>
            {
                (guest[Rdi], guest[Rcx]) = (target, 3);
                return _guest.PortString(0x512, 4, HvInterceptAccessType.READ, guest, repeat: true);
            })
            .Then(guest =>
            {
                (guest[Rdi], guest[Rcx]).ShouldBe((target + 12, 0ul));
                MemoryMarshal.Cast<byte, uint>(Block((int)target, 12)).ToArray().ShouldBe([0xfbfc_fdfe, 0xfbfc_fdfe, 0xfbfc_fdfe]);
                _guest.Rip.ShouldBe(GuestFile.Entry + (3 * GuestScript.InstructionLength));
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
            });
        Play();
        _run.Terminal.Console.ShouldContain("guest 1: 0123456789\r\n");
    }

    [Fact]
    public void A_string_that_leads_out_of_its_memory_faults_and_nothing_is_touched()
    {
        _guest
            .Then(guest =>
            {
                (guest[Rdi], guest[Rcx]) = (_run.GuestMemory.Length - 2, 4);
                return _guest.PortString(0x513, 1, HvInterceptAccessType.READ, guest, repeat: true);
            })
            .Then(guest =>
            {
                (guest[Rdi], guest[Rcx]).ShouldBe((_run.GuestMemory.Length, 2ul));
                Pending().ShouldBe((true, 13, true, 0u));
                _guest.Rip.ShouldBe(GuestFile.Entry);
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
            });
        Play();
    }

    [Fact]
    public void A_string_on_a_page_that_is_not_there_is_a_page_fault()
    {
        var translate = _run.Machine.Hypervisor!.Translate;
        _run.Machine.Hypervisor.Translate = request => request.GvaPage != 0x700 ? translate(request)
            : (HvStatus.Success, new() { TranslationResult = new() { Result = new() { ResultCode = TranslateGvaResultCode.PAGE_NOT_PRESENT } } });
        _guest
            .Then(guest =>
            {
                guest[Rdi] = 0x70_0010;
                return _guest.PortString(0x513, 1, HvInterceptAccessType.READ, guest, repeat: false);
            })
            .Then(_ =>
            {
                Pending().ShouldBe((true, 14, true, 2u));
                _guest[HvRegisterName.PendingEvent0].High.ShouldBe(0x70_0010ul);
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
            });
        Play();
    }

    [Fact]
    public void Test_MSRs_read_back_and_others_are_refused()
    {
        _guest
            .Then(_ => _guest.Msr(0x4b56_4d03, HvInterceptAccessType.WRITE, 0x1122_3344_5566_7788))
            .Then(guest =>
            {
                (guest[Rax], guest[Rdx]) = (ulong.MaxValue, ulong.MaxValue);
                return _guest.Msr(0x4b56_4d03, HvInterceptAccessType.READ);
            })
            .Then(guest =>
            {
                (guest[Rax], guest[Rdx]).ShouldBe((0x5566_7788ul, 0x1122_3344ul));
                return _guest.Msr(0x4b56_4d10, HvInterceptAccessType.READ);
            })
            .Then(_ =>
            {
                Pending().ShouldBe((true, 13, true, 0u));
                _guest.Rip.ShouldBe(GuestFile.Entry + (2 * GuestScript.InstructionLength));
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
            });
        Play();
    }

    [Fact]
    public void CPUID_names_the_VMM_and_passes_the_rest_on()
    {
        _guest
            .Then(_ => _guest.Cpuid(0x4000_0000))
            .Then(guest =>
            {
                Encoding.ASCII.GetString([.. new[] { Rbx, Rcx, Rdx }.SelectMany(i => BitConverter.GetBytes((uint)guest[i]))]).ShouldBe("SidecarGuest");
                guest[Rax].ShouldBe(0x4000_0000ul);
                return _guest.Cpuid(0x8000_0008);
            })
            .Then(guest =>
            {
                (guest[Rax], guest[Rbx], guest[Rcx], guest[Rdx]).ShouldBe((0xaul, 0xbul, 0xcul, 0xdul));
                return _guest.Cpuid(1);
            })
            .Then(guest =>
            {
                guest[Rcx].ShouldBe(0x8000_000cul);
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
            });
        Play();
    }

    [Fact]
    public void Services_answer_and_unknown_hypercalls_get_their_status()
    {
        _guest
            .Then(_ => _guest.Hypercall(0x4000, 0xff00, 0x0ff0))
            .Then(guest =>
            {
                guest[Rax].ShouldBe(0xf0f0ul);
                return _guest.Hypercall(0x5c, 0, 0);
            })
            .Then(guest =>
            {
                guest[Rax].ShouldBe(2ul);
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
            });
        Play();
    }

    [Fact]
    public void A_halted_guest_is_woken_when_it_can_take_the_interrupt()
    {
        _guest
            .Then(_ =>
            {
                _guest[HvRegisterName.InternalActivityState] = HvRegisterValue.From(2);
                _guest[HvRegisterName.InterruptState] = HvRegisterValue.From(new HvX64InterruptStateRegister { InterruptShadow = true }.Raw);
                return _guest.Halt(interruptsEnabled: true);
            })
            .Then(_ =>
            {
                _guest[HvRegisterName.InternalActivityState].Low.ShouldBe(0ul);
                _guest[HvRegisterName.InterruptState].Low.ShouldBe(0ul);
                new HvDeliverabilityNotificationsRegister { Raw = _guest[HvRegisterName.DeliverabilityNotifications].Low }.InterruptNotification.ShouldBeTrue();
                return GuestScript.Message(HvMessageType.HvMessageTypeX64InterruptionDeliverable);
            })
            .Then(_ =>
            {
                _guest[HvRegisterName.DeliverabilityNotifications].Low.ShouldBe(0ul);
                var pending = new HvX64PendingInterruptionRegister { Raw = _guest[HvRegisterName.PendingInterruption].Low };
                (pending.InterruptionPending, pending.InterruptionType, (int)pending.InterruptionVector)
                    .ShouldBe((true, HvX64PendingInterruptionType.HV_X64_PENDING_INTERRUPT, SystemExits.WakeVector));
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
            });
        Play();
    }

    [Fact]
    public void An_access_to_memory_not_its_own_is_caught()
    {
        var vtl2 = _run.Machine.Layouts[0].ControlPage;
        _guest
            .Then(_ => _guest.Memory(vtl2, HvInterceptAccessType.READ, "8b07", HvMessageType.HvMessageTypeGpaIntercept))
            .Then(_ =>
            {
                Pending().ShouldBe((true, 13, true, 0u));
                _guest.Rip.ShouldBe(GuestFile.Entry);
                return _guest.Memory(MonitorRun.UnmappedAddress, HvInterceptAccessType.EXECUTE, "");
            })
            .End();
        Play();
        _run.Guests[1].ExitsOf(GuestExitKind.Caught).ShouldBe(2u);
        _run.Guests[1].LastCaught.ShouldBe(MonitorRun.UnmappedAddress);
    }

    /// <summary>A stack or an interrupt table that is not the guest's: #GP, then a double fault, then the end, and no #GP without end.</summary>
    [Fact]
    public void An_access_in_the_delivery_of_an_exception_is_caught_three_times()
    {
        var vtl2 = _run.Machine.Layouts[0].ControlPage;
        _guest
            .Then(_ => Interrupted(HvX64PendingInterruptionType.HV_X64_PENDING_INTERRUPT, 0x30))
            .Then(_ => Interrupted(HvX64PendingInterruptionType.HV_X64_PENDING_EXCEPTION, 13, pending: 13))
            .Then(_ => Interrupted(HvX64PendingInterruptionType.HV_X64_PENDING_EXCEPTION, 8, pending: 8));
        _run.Play("hello");
        _run.Report.Steps.ShouldContain(step => step.Name == "guest-hello" && step.Text == "vp 1: its guest: triple fault");
        _run.Guests[1].ExitsOf(GuestExitKind.Caught).ShouldBe(3u);
        _run.Guests[1].ExitsOf(GuestExitKind.TripleFault).ShouldBe(1u);

        HvMessage Interrupted(HvX64PendingInterruptionType type, ushort vector, byte? pending = null)
        {
            if (pending is { } raised)
            {
                Pending().ShouldBe((true, raised, true, 0u));
                _guest[HvRegisterName.PendingInterruption].Low.ShouldBe(0ul);
            }

            _run.Machine.Hypervisor![1, 0, HvRegisterName.PendingInterruption] = HvRegisterValue.From(
                new HvX64PendingInterruptionRegister { InterruptionPending = true, InterruptionType = type, InterruptionVector = vector }.Raw);
            var message = _guest.Memory(vtl2, HvInterceptAccessType.WRITE, "", HvMessageType.HvMessageTypeGpaIntercept);
            message.PayloadAs<HvX64MemoryInterceptMessage>().Header.ExecutionState.InterruptionPending = true;
            return message;
        }
    }

    [Fact]
    public void The_device_in_memory_takes_instructions_of_all_forms()
    {
        const ulong device = MonitorRun.UnmappedAddress;
        _guest
            .Then(guest =>
            {
                guest[Rax] = 0x1122_3344_5566_7788;
                return _guest.Memory(device + 8, HvInterceptAccessType.WRITE, "488907");
            })
            .Then(guest =>
            {
                _guest.Rip.ShouldBe(GuestFile.Entry + 3);
                guest[Rcx] = ulong.MaxValue;
                return _guest.Memory(device + 9, HvInterceptAccessType.READ, "0fb60f");
            })
            .Then(guest =>
            {
                guest[Rcx].ShouldBe(0x77ul);
                return _guest.Memory(device + 8, HvInterceptAccessType.READ, "480fbe0f");
            })
            .Then(guest =>
            {
                guest[Rcx].ShouldBe(0xffff_ffff_ffff_ff88);
                guest[Rdx] = 0x4321;
                return _guest.Memory(device + 8, HvInterceptAccessType.WRITE, "668717");
            })
            .Then(guest =>
            {
                guest[Rdx].ShouldBe(0x7788ul);
                return _guest.Memory(device + 8, HvInterceptAccessType.WRITE, "66812700ff");
            })
            .Then(guest =>
            {
                guest[Rbx] = 0xab00;
                return _guest.Memory(device + 8, HvInterceptAccessType.WRITE, "083f");
            })
            .Then(guest =>
            {
                // OR with BH: sign set, neither carry nor overflow; even parity of 0xab is odd.
                new RFlags { Raw = _guest[HvRegisterName.Rflags].Low }.Sign.ShouldBeTrue();
                return _guest.Memory(device + 8, HvInterceptAccessType.READ, "8b07");
            })
            .Then(guest =>
            {
                guest[Rax].ShouldBe(0x5566_43abul);
                (guest[Rdi], guest[Rcx], guest[Rax]) = (0x1000, 2, 0x55aa);
                return _guest.Memory(device + 16, HvInterceptAccessType.WRITE, "f366ab");
            })
            .Then(guest =>
            {
                (guest[Rdi], guest[Rcx]).ShouldBe((0x1002ul, 1ul));
                return _guest.Memory(device + 18, HvInterceptAccessType.WRITE, "f366ab");
            })
            .Then(guest =>
            {
                (guest[Rdi], guest[Rcx]).ShouldBe((0x1004ul, 0ul));
                (guest[Rsi], guest[Rdi]) = (0x9000, GuestLayout.Shared);
                return _guest.Memory(device + 16, HvInterceptAccessType.READ, "a5");
            })
            .Then(guest =>
            {
                (guest[Rsi], guest[Rdi]).ShouldBe((0x9004ul, GuestLayout.Shared + 4));
                MemoryMarshal.Read<uint>(Block((int)GuestLayout.Shared, 4)).ShouldBe(0x55aa_55aau);
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
            });
        Play();
        _run.Guests[1].ExitsOf(GuestExitKind.Device).ShouldBe(10u);
    }

    [Fact]
    public void Exceptions_that_were_asked_for_are_the_VMMs_or_go_back()
    {
        _guest
            .Then(guest =>
            {
                guest[Rax] = 41;
                return _guest.Exception(ExceptionVector.BREAKPOINT);
            })
            .Then(guest =>
            {
                (guest[Rax], _guest.Rip).ShouldBe((42ul, GuestFile.Entry + 1));
                return _guest.Exception(ExceptionVector.INVALID_OPCODE);
            })
            .Then(_ =>
            {
                Pending().ShouldBe((true, 6, false, 0u));
                return _guest.Port(0xf4, 1, HvInterceptAccessType.WRITE, 0);
            });
        Play();
    }

    [Theory]
    [InlineData("vp 1: its guest: ended with 7")]
    [InlineData("vp 1: its guest: triple fault")]
    [InlineData("vp 1: its guest: halted with interrupts disabled")]
    [InlineData("vp 1: its guest: given up: a message of unknown kind, message type 0x80000010")]
    [InlineData("vp 1: its guest: given up: an instruction that the VMM does not emulate, message type 0x80000000")]
    public void How_it_ended_is_said(string expected)
    {
        _guest.Then(_ => expected.Split(": ", 3)[2] switch
        {
            "ended with 7" => _guest.Port(0xf4, 4, HvInterceptAccessType.WRITE, 7),
            "triple fault" => GuestScript.Message(HvMessageType.HvMessageTypeUnrecoverableException),
            "halted with interrupts disabled" => _guest.Halt(interruptsEnabled: false),
            "given up: a message of unknown kind, message type 0x80000010" => GuestScript.Message(HvMessageType.HvMessageTypeTimerExpired),
            _ => _guest.Memory(MonitorRun.UnmappedAddress, HvInterceptAccessType.READ, "0f28c0"),
        });
        _run.Play("hello");
        _run.Report.Passed.ShouldBe(false);
        _run.Report.Steps.ShouldContain(step => step.Name == "guest-hello" && step.Text == expected);
    }

    [Fact]
    public void A_register_page_is_not_needed()
    {
        _run.Machine.Hypervisor!.OffersRegisterPage = false;
        _guest.Print("by command\n").Then(_ => _guest.Memory(MonitorRun.UnmappedAddress, HvInterceptAccessType.WRITE, "8307ff")).End();
        Play();
        _run.Terminal.Console.ShouldContain("guest 1: by command\r\n");
        new RFlags { Raw = _guest[HvRegisterName.Rflags].Low }.Sign.ShouldBeTrue();
    }

    [Fact]
    public void A_guest_that_does_not_end_is_stopped()
    {
        _run.Haste = 20_000;
        _run.Play("hello");
        _run.Report.Steps.ShouldContain(step => step.Name == "guest-hello" && step.Text.Contains("did not end in time", StringComparison.Ordinal));
        _run.Guests[1].Phase.ShouldBe(GuestPhase.Stopped);
    }

    private void Play()
    {
        _run.Play("hello");
        _run.Report.Steps.Where(step => !step.Passed).Select(step => $"{step.Name}: {step.Text}").ShouldBeEmpty();
        _run.Machine.Notes.ShouldBeEmpty();
        _guest[HvRegisterName.PendingEvent0] = default;
    }

    private (bool Pending, int Vector, bool HasErrorCode, uint ErrorCode) Pending()
    {
        var value = _guest[HvRegisterName.PendingEvent0];
        var pending = new HvX64PendingExceptionEvent { Low = value.Low, High = value.High };
        return (pending.EventPending, pending.Vector, pending.DeliverErrorCode, pending.ErrorCode);
    }

    private TranslateVirtualAddressExOutputX64 Translated(TranslateVirtualAddressX64 request)
        => new() { GpaPage = request.GvaPage + (_run.GuestMemory.Start >> 12) };

    private unsafe Span<byte> Block(int offset, int length) => new((byte*)_run.GuestMemory.Start + offset, length);
}
