using System;
using System.Buffers.Binary;
using Shouldly;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Tests;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;
using Sidecar.Vmm.Tests.Hosting;
using Xunit;

namespace Sidecar.Vmm.Tests.Devices;

/// <summary>STOS, LODS and MOVS between the device in memory, registers and the guest's memory.</summary>
public sealed class DeviceStringsTests : IDisposable
{
    private const int Rax = 0;
    private const int Rcx = 1;
    private const int Rsi = 6;
    private const int Rdi = 7;
    private const ulong DirectionFlag = 1 << 10;

    private readonly TestGuest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    public void Loads_keep_the_width_of_the_instruction()
    {
        _guest.State.Latches[1] = 0x1122_3344_5566_7788;
        (_guest.Gps[Rax], _guest.Gps[Rsi]) = (ulong.MaxValue, 0x100);
        Run(8, HvInterceptAccessType.READ, "ac");
        (_guest.Gps[Rax], _guest.Gps[Rsi]).ShouldBe((0xffff_ffff_ffff_ff88, 0x101ul));
        Run(8, HvInterceptAccessType.READ, "ad");
        (_guest.Gps[Rax], _guest.Gps[Rsi]).ShouldBe((0x5566_7788ul, 0x105ul));
        Run(8, HvInterceptAccessType.READ, "48ad", DirectionFlag);
        (_guest.Gps[Rax], _guest.Gps[Rsi]).ShouldBe((0x1122_3344_5566_7788ul, 0xfdul));
    }

    [Fact]
    public void Memory_is_copied_to_the_device_and_back()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_guest.Block[(int)GuestLayout.Shared..], 0x8877_6655_4433_2211);
        (_guest.Gps[Rsi], _guest.Gps[Rdi]) = (GuestLayout.Shared, 0x9000);
        Run(16, HvInterceptAccessType.WRITE, "48a5");
        _guest.State.Latches[2].ShouldBe(0x8877_6655_4433_2211ul);
        (_guest.Gps[Rsi], _guest.Gps[Rdi]).ShouldBe((GuestLayout.Shared + 8, 0x9008ul));
        (_guest.Gps[Rsi], _guest.Gps[Rdi]) = (0x9000, GuestLayout.Shared + 0x100);
        Run(18, HvInterceptAccessType.READ, "66a5");
        BinaryPrimitives.ReadUInt32LittleEndian(_guest.Block[(int)(GuestLayout.Shared + 0x100)..]).ShouldBe(0x4433u);
    }

    [Fact]
    public void A_repeated_one_takes_an_exit_for_each_element()
    {
        (_guest.Gps[Rax], _guest.Gps[Rdi], _guest.Gps[Rcx]) = (0x5a, 0x100, 2);
        Run(0, HvInterceptAccessType.WRITE, "f3aa");
        (_guest.Gps[Rdi], _guest.Gps[Rcx], _guest.Rip).ShouldBe((0x101ul, 1ul, GuestFile.Entry));
        Run(1, HvInterceptAccessType.WRITE, "f3aa");
        (_guest.Gps[Rdi], _guest.Gps[Rcx], _guest.Rip).ShouldBe((0x102ul, 0ul, GuestFile.Entry + 2));
        Run(2, HvInterceptAccessType.WRITE, "f3aa");
        (_guest.Gps[Rdi], _guest.Gps[Rcx], _guest.State.Latches[0]).ShouldBe((0x102ul, 0ul, 0x5a5aul));
    }

    [Fact]
    public void A_page_that_is_missing_leaves_everything_as_it_was()
    {
        _guest.Translation = (_, _) => (TranslateGvaResultCode.PAGE_NOT_PRESENT, 0);
        (_guest.Gps[Rsi], _guest.Gps[Rdi], _guest.Gps[Rcx]) = (0x3000, 0x9000, 5);
        Run(0, HvInterceptAccessType.WRITE, "f3a4");
        _guest.Pending.ShouldBe((ExceptionVector.PAGE_FAULT, 0u, 0x3000ul));
        (_guest.Gps[Rsi], _guest.Gps[Rdi], _guest.Gps[Rcx], _guest.Rip).ShouldBe((0x3000ul, 0x9000ul, 5ul, GuestFile.Entry));
        (_guest.State.Phase, _guest.State.Latches[0]).ShouldBe((GuestPhase.Ready, 0ul));
    }

    /// <summary>An element that begins in the device and ends behind it: nothing is written, all ones are read.</summary>
    [Fact]
    public void The_device_ends_where_it_ends()
    {
        _guest.State.Latches[15] = 0x1122_3344_5566_7788;
        (_guest.Gps[Rax], _guest.Gps[Rsi], _guest.Gps[Rdi]) = (0, 0x100, 0x200);
        Run(124, HvInterceptAccessType.WRITE, "48ab");
        _guest.State.Latches[15].ShouldBe(0x1122_3344_5566_7788ul);
        Run(124, HvInterceptAccessType.READ, "48ad");
        _guest.Gps[Rax].ShouldBe(ulong.MaxValue);
    }

    private void Run(ulong offset, HvInterceptAccessType access, string code, ulong flags = 0)
    {
        var message = _guest.Memory(TestGuest.Device + offset, access, code);
        message.PayloadAs<HvX64MemoryInterceptMessage>().Header.Rflags |= flags;
        _guest.Exit(message);
    }
}
