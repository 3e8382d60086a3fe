using System;
using Shouldly;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.Tests.Hosting;
using Xunit;

namespace Sidecar.Vmm.Tests.Memory;

/// <summary>Memory by linear address: what an instruction of the guest's would find there, or the exception that it would raise.</summary>
public sealed class GuestAddressSpaceTests : IDisposable
{
    private readonly TestGuest _guest = new();

    public void Dispose() => _guest.Dispose();

    /// <summary>Error codes of page faults (AMD APM 2, 8.4.2): present, write, user, reserved bit.</summary>
    [Theory]
    [InlineData(TranslateGvaResultCode.PAGE_NOT_PRESENT, false, false, 0u)]
    [InlineData(TranslateGvaResultCode.PAGE_NOT_PRESENT, true, false, 2u)]
    [InlineData(TranslateGvaResultCode.PAGE_NOT_PRESENT, false, true, 4u)]
    [InlineData(TranslateGvaResultCode.PRIVILEGE_VIOLATION, true, false, 3u)]
    [InlineData(TranslateGvaResultCode.PRIVILEGE_VIOLATION, false, true, 5u)]
    [InlineData(TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS, false, false, 9u)]
    [InlineData(TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS, true, true, 15u)]
    public void A_page_that_the_tables_do_not_give_is_a_page_fault(TranslateGvaResultCode code, bool write, bool isUser, uint error)
    {
        _guest.Translation = (_, _) => (code, 0);
        Copy(0x1234, new byte[4], write, isUser, out var fault).ShouldBeFalse();
        Raised(fault).ShouldBe((ExceptionVector.PAGE_FAULT, error, 0x1234ul));
    }

    [Theory]
    [InlineData(TranslateGvaResultCode.GPA_UNMAPPED)]
    [InlineData(TranslateGvaResultCode.GPA_NO_READ_ACCESS)]
    [InlineData(TranslateGvaResultCode.GPA_NO_WRITE_ACCESS)]
    [InlineData((TranslateGvaResultCode)0xffff_ffff)]
    public void Any_other_answer_is_a_general_protection_fault(TranslateGvaResultCode code)
    {
        _guest.Translation = (_, _) => (code, 0);
        Copy(0x1234, new byte[4], write: false, isUser: false, out var fault).ShouldBeFalse();
        Raised(fault).ShouldBe((ExceptionVector.GENERAL_PROTECTION_FAULT, 0u, 0ul));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void It_asks_for_what_the_instruction_does(bool write, bool isUser)
    {
        TranslateGvaControlFlagsX64 asked = default;
        _guest.Translation = (page, flags) =>
        {
            asked = flags;
            return (TranslateGvaResultCode.SUCCESS, page + (TestGuest.BlockStart >> 12));
        };
        Copy(0x2000, new byte[4], write, isUser, out _).ShouldBeTrue();
        (asked.ValidateRead, asked.ValidateWrite).ShouldBe((!write, write));
        (asked.UserAccess, asked.SupervisorAccess).ShouldBe((isUser, !isUser));
        (asked.SetPageTableBits, asked.PrivilegeExempt).ShouldBe((true, false));
        asked.InputVtl.ShouldBe(HvInputVtl.FromVtl(0));
    }

    [Fact]
    public void Each_page_is_translated_and_what_came_before_a_fault_is_copied()
    {
        _guest.Translation = (page, _) => page == 5 ? (TranslateGvaResultCode.PAGE_NOT_PRESENT, 0) : (TranslateGvaResultCode.SUCCESS, (TestGuest.BlockStart >> 12) + 0x300 + (7 * (page & 3)));
        var data = new byte[0x1800];
        Array.Fill(data, (byte)0x5a);
        Copy(0x3900, data, write: true, isUser: false, out var fault).ShouldBeFalse();
        Raised(fault).ShouldBe((ExceptionVector.PAGE_FAULT, 2u, 0x5000ul));
        _guest.Commands.ShouldBe(3);
        _guest.Block.Slice(0x31_5900, 0x700).IndexOfAnyExcept((byte)0x5a).ShouldBe(-1);
        _guest.Block.Slice(0x30_0000, 0x1000).IndexOfAnyExcept((byte)0x5a).ShouldBe(-1);
        _guest.Block[0x31_58ff].ShouldBe((byte)0);
    }

    /// <summary>Tables that lead out of the guest's memory, to its last bytes, or round the end of the address space.</summary>
    [Theory]
    [InlineData(0ul)]
    [InlineData((TestGuest.BlockStart >> 12) - 1)]
    [InlineData((TestGuest.BlockStart + TestGuest.BlockSize) >> 12)]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue >> 12)]
    public void Where_they_lead_out_of_its_memory_it_faults(ulong page)
    {
        _guest.Translation = (_, _) => (TranslateGvaResultCode.SUCCESS, page);
        Copy(0xffc, new byte[4], write: true, isUser: false, out var fault).ShouldBeFalse();
        Raised(fault).ShouldBe((ExceptionVector.GENERAL_PROTECTION_FAULT, 0u, 0ul));
        _guest.IsContained().ShouldBeTrue();
    }

    private bool Copy(ulong linear, byte[] data, bool write, bool isUser, out HvRegisterAssoc fault)
    {
        var vp = new TestVp(_guest);
        return GuestAddressSpace.TryCopy(ref vp, linear, data, write, isUser, out fault);
    }

    private static (ExceptionVector Vector, uint ErrorCode, ulong Parameter) Raised(HvRegisterAssoc fault)
    {
        fault.Name.ShouldBe(HvRegisterName.PendingEvent0);
        var pending = new HvX64PendingExceptionEvent { Low = fault.Value.Low, High = fault.Value.High };
        (pending.EventPending, pending.DeliverErrorCode).ShouldBe((true, true));
        return ((ExceptionVector)pending.Vector, pending.ErrorCode, pending.ExceptionParameter);
    }
}
