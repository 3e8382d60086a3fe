using System;
using System.Runtime.InteropServices;
using Shouldly;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Tests;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;
using Sidecar.Vmm.Tests.Hosting;
using Xunit;

namespace Sidecar.Vmm.Tests.Exits;

/// <summary>String instructions on ports: how far they come at one exit, which way, and where they look for memory.</summary>
public sealed class PortExitsTests : IDisposable
{
    private const int Rcx = 1;
    private const int Rsi = 6;
    private const int Rdi = 7;
    private const ushort Port = 0x510;
    private const ulong DirectionFlag = 1 << 10;

    private readonly TestGuest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    public void A_long_one_comes_back_for_the_rest()
    {
        (_guest.Gps[Rdi], _guest.Gps[Rcx]) = (GuestLayout.Shared, 5000);
        _guest.State.Ports[0] = 0xffff_ff5a;
        Run(1, HvInterceptAccessType.READ);
        (_guest.Gps[Rdi], _guest.Gps[Rcx]).ShouldBe((GuestLayout.Shared + 4096, 904ul));
        _guest.Rip.ShouldBe(GuestFile.Entry);
        Run(1, HvInterceptAccessType.READ);
        (_guest.Gps[Rdi], _guest.Gps[Rcx]).ShouldBe((GuestLayout.Shared + 5000, 0ul));
        _guest.Rip.ShouldBe(GuestFile.Entry + GuestMessages.InstructionLength);
        Memory(GuestLayout.Shared, 5000).IndexOfAnyExcept((byte)0xa5).ShouldBe(-1);
        Memory(GuestLayout.Shared, 5001)[5000].ShouldBe((byte)0);
    }

    [Fact]
    public void Nothing_to_repeat_is_nothing_done()
    {
        (_guest.Gps[Rdi], _guest.Gps[Rcx]) = (GuestLayout.Shared, 0);
        Run(4, HvInterceptAccessType.READ);
        (_guest.Gps[Rdi], _guest.Commands).ShouldBe((GuestLayout.Shared, 0));
        _guest.Rip.ShouldBe(GuestFile.Entry + GuestMessages.InstructionLength);
    }

    [Fact]
    public void It_goes_downwards_with_the_direction_flag()
    {
        MemoryMarshal.Cast<byte, uint>(Memory(GuestLayout.Shared, 12))[0] = 0x1111_1111;
        (_guest.Gps[Rsi], _guest.Gps[Rcx]) = (GuestLayout.Shared + 8, 3);
        Run(4, HvInterceptAccessType.WRITE, edit: (ref HvX64IoPortInterceptMessage message) => message.Header.Rflags |= DirectionFlag);
        (_guest.Gps[Rsi], _guest.Gps[Rcx], _guest.State.Ports[0]).ShouldBe((GuestLayout.Shared - 4, 0ul, 0x1111_1111u));
    }

    /// <summary>In 64-bit code only FS and GS have a base; elsewhere all have, and the default for OUTS is DS, for INS always ES.</summary>
    [Theory]
    [InlineData(8, "6e", 0)]
    [InlineData(8, "266e", 0)]
    [InlineData(8, "366e", 0)]
    [InlineData(8, "646e", 0x4000)]
    [InlineData(8, "656e", 0x5000)]
    [InlineData(4, "6e", 0x3000)]
    [InlineData(4, "266e", 0x1000)]
    [InlineData(4, "2e6e", 0x6000)]
    [InlineData(4, "366e", 0x2000)]
    [InlineData(4, "646e", 0x4000)]
    [InlineData(2, "656e", 0x5000)]
    [InlineData(8, "6c", 0)]
    [InlineData(4, "6c", 0x1000)]
    [InlineData(4, "646c", 0x1000)]
    public void Its_memory_is_in_the_segment_that_the_prefix_names(int mode, string code, int segmentBase)
    {
        Span<int> bases = [0x1000, 0x6000, 0x2000, 0x3000, 0x4000, 0x5000];
        for (var i = 0; i < bases.Length; i++)
        {
            _guest[HvRegisterName.Es + (uint)i] = HvRegisterValue.From(new HvX64SegmentRegister { Base = (ulong)bases[i] });
        }

        var isWrite = code[^1] == 'e';
        ulong? linear = null;
        _guest.Translation = (page, _) =>
        {
            linear = page << 12;
            return (TranslateGvaResultCode.SUCCESS, TestGuest.BlockStart >> 12);
        };
        Run(1, isWrite ? HvInterceptAccessType.WRITE : HvInterceptAccessType.READ, repeat: false, edit: (ref HvX64IoPortInterceptMessage message) =>
        {
            SetMode(ref message.Header, mode);
            message.Header.CsSegment.Base = 0x6000;
            message.DsSegment.Base = 0x3000;
            message.EsSegment.Base = 0x1000;
            SetCode(ref message, code);
        });
        linear.ShouldBe((ulong)segmentBase);
    }

    /// <summary>Index and count are as wide as an address: 32 bits clear the rest, 16 leave it.</summary>
    [Theory]
    [InlineData(8, "f36c", 0x2_0000_0001, 0xffff_ffff_ffff_ffff, 1)]
    [InlineData(8, "67f36c", 0x0_0000_0001, 0x0000_0000_ffff_ffff, 1)]
    [InlineData(4, "f36c", 0x0_0000_0001, 0x0000_0000_ffff_ffff, 1)]
    [InlineData(2, "f36c", 0x2_0000_0001, 0x0000_0000_0000_ffff, 1)]
    public void Registers_are_as_wide_as_its_addresses(int mode, string code, ulong rdi, ulong mask, int count)
    {
        (_guest.Gps[Rdi], _guest.Gps[Rcx]) = ((0x2_0000_0000 & ~mask) | (0x2_0000_0000 & mask), ((ulong)count & mask) | (0x7777_0000_0000_0000 & ~mask));
        _guest.Translation = (_, _) => (TranslateGvaResultCode.SUCCESS, TestGuest.BlockStart >> 12);
        Run(1, HvInterceptAccessType.READ, edit: (ref HvX64IoPortInterceptMessage message) =>
        {
            SetMode(ref message.Header, mode);
            SetCode(ref message, code);
        });
        _guest.Gps[Rdi].ShouldBe(rdi);
        (_guest.Gps[Rcx] & mask).ShouldBe(0ul);
        _guest.Rip.ShouldBe(GuestFile.Entry + GuestMessages.InstructionLength & (mode == 2 ? 0xffff : ulong.MaxValue));
    }

    [Fact]
    public void A_fault_in_the_middle_leaves_what_was_done_and_where_it_was()
    {
        _guest.Translation = (page, flags) =>
        {
            flags.UserAccess.ShouldBeTrue();
            return page == 0x601 ? (TranslateGvaResultCode.PRIVILEGE_VIOLATION, 0) : (TranslateGvaResultCode.SUCCESS, page + (TestGuest.BlockStart >> 12));
        };
        (_guest.Gps[Rdi], _guest.Gps[Rcx]) = (0x60_0ffc, 4);
        Run(2, HvInterceptAccessType.READ, edit: (ref HvX64IoPortInterceptMessage message) => message.Header.ExecutionState.Cpl = 3);
        (_guest.Gps[Rdi], _guest.Gps[Rcx], _guest.Rip).ShouldBe((0x60_1000ul, 2ul, GuestFile.Entry));
        _guest.Pending.ShouldBe((ExceptionVector.PAGE_FAULT, 7u, 0x60_1000ul));
        _guest.State.Phase.ShouldBe(GuestPhase.Ready);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_size_that_no_instruction_has_is_not_guessed_at(byte size)
    {
        _guest.Exit(_guest.Port(Port, size, HvInterceptAccessType.READ, 0));
        (_guest.State.Phase, _guest.State.Problem).ShouldBe((GuestPhase.Failed, GuestProblem.UnknownInstruction));
    }

    private delegate void Edit(ref HvX64IoPortInterceptMessage message);

    private void Run(byte size, HvInterceptAccessType access, bool repeat = true, Edit? edit = null)
    {
        var message = _guest.PortString(Port, size, access, _guest.Gps, repeat);
        edit?.Invoke(ref message.PayloadAs<HvX64IoPortInterceptMessage>());
        _guest.Exit(message);
    }

    private static void SetMode(ref HvX64InterceptMessageHeader header, int bytes)
    {
        header.ExecutionState.EferLma = bytes == 8;
        header.CsSegment.Attributes = new SegmentAttributes { Long = bytes == 8, Default = bytes == 4 }.Raw;
    }

    private static void SetCode(ref HvX64IoPortInterceptMessage message, string code)
    {
        var bytes = Convert.FromHexString(code);
        message.InstructionByteCount = (byte)bytes.Length;
        bytes.CopyTo(message.InstructionBytes);
    }

    private Span<byte> Memory(ulong offset, int length) => _guest.Block.Slice((int)offset, length);
}
