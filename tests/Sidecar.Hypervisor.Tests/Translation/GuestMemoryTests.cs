using System;
using System.Linq;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Translation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>Data and code where pages, modes and overlays meet.</summary>
public unsafe class GuestMemoryTests
{
    private const ulong Overlay = 0x10_7000;
    private const ulong NoExecute = 1UL << 63;
    private readonly TranslationFixture _vtl0 = new();

    public GuestMemoryTests()
    {
        for (var i = 0x10_0000; i < 0x11_0000; i++)
        {
            _vtl0.Machine.State.Memory[i] = (byte)(i ^ (i >> 7));
        }
    }

    [Theory]
    [InlineData(PagingMode.Legacy)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.FourLevels)]
    [InlineData(PagingMode.FiveLevels)]
    public void Data_crosses_pages_and_ends_where_one_is_missing(PagingMode mode)
    {
        _vtl0.Enter(mode);
        _vtl0.Map(mode, 0x5000, 0x10_3007);
        _vtl0.Map(mode, 0x6000, 0x10_1007);
        Assert.Equal([.. BytesAt(0x10_3ffd, 3), .. BytesAt(0x10_1000, 13)], Read(0x5ffd, 16));
        Assert.Equal(BytesAt(0x10_1ff9, 7), Read(0x6ff9, 16));
        Assert.Empty(Read(0x7000, 16));
        Assert.Equal(BytesAt(0x10_1000, 2), Read(0x6000, 2));
    }

    [Fact]
    public void Data_is_read_with_the_rights_of_the_privilege_level()
    {
        _vtl0.Enter(PagingMode.FourLevels);
        _vtl0.Map(PagingMode.FourLevels, 0x5000, 0x10_3003 | NoExecute);
        Assert.Equal(BytesAt(0x10_3000, 16), Read(0x5000, 16));
        _vtl0.Vmcb->Cpl = 3;
        Assert.Empty(Read(0x5000, 16));
        _vtl0.Vmcb->Cpl = 0;
        _vtl0.Grant(0x10_3000, VtlAccess.None);
        Assert.Empty(Read(0x5000, 16));
    }

    [Fact]
    public void Vtl2_reads_what_lies_over_its_page_and_vtl0_what_lies_below()
    {
        var page = new Span<byte>(_vtl0.Machine.State.Memory + _vtl0.Partition->HypercallPage, 0x1000);
        page.Fill(0x5a);
        _vtl0.Partition->Hypercall = Overlay | 1;
        _vtl0.Vp->Vtl2.Vmcb->Cr0 = 0x11;
        _vtl0.Enter(PagingMode.None);
        Assert.Equal([.. BytesAt((int)Overlay - 4, 4), .. Enumerable.Repeat((byte)0x5a, 12)], Read(Overlay - 4, 16, Vtl.Vtl2));
        Assert.Equal(BytesAt((int)Overlay - 4, 16), Read(Overlay - 4, 16));
        Assert.Equal(VtlAccess.Read | VtlAccess.Execute, NestedPageTables<TestMachine>.AccessOf(_vtl0.Partition, Vtl.Vtl2, Overlay));
    }

    [Fact]
    public void Table_of_vtl2_under_an_overlay_is_illegal()
    {
        _vtl0.Enter(PagingMode.FourLevels);
        var entry = _vtl0.Map(PagingMode.FourLevels, 0x5000, 0x10_3007);
        var vmcb = _vtl0.Vp->Vtl2.Vmcb;
        (vmcb->Cr0, vmcb->Cr3, vmcb->Cr4, vmcb->Efer) = (_vtl0.Vmcb->Cr0, _vtl0.Root, 0x20, 0x1d00);
        _vtl0.Execute(5, 1, out var output);
        Assert.Equal(0x103UL, output.GpaPage);
        _vtl0.Partition->ReferenceTsc = (entry & ~0xfffUL) | 1;
        _vtl0.Execute(5, 1, out output);
        Assert.Equal((TranslateGvaResultCode.GPA_ILLEGAL_OVERLAY_ACCESS, entry >> 12), (output.TranslationResult.Result.ResultCode, output.GpaPage));
    }

    [Fact]
    public void Page_of_1_gib_keeps_the_address_within_where_the_cpu_has_them()
    {
        _vtl0.Enter(PagingMode.FourLevels);
        _vtl0.Map(PagingMode.FourLevels, 0x7_1234_5000, 0x8000_0087, stopAbove: 2);
        Assert.Equal(0x9_2345UL, _vtl0.Translate(0x7_1234_5000, 1).GpaPage);
        _vtl0.Partition->HasHugePages = false;
        Assert.Equal(TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS, _vtl0.Translate(0x7_1234_5000, 1).TranslationResult.Result.ResultCode);
    }

    [Theory]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.FourLevels)]
    [InlineData(PagingMode.FiveLevels)]
    public void No_execute_is_reserved_while_it_is_off(PagingMode mode)
    {
        _vtl0.Enter(mode);
        _vtl0.Map(mode, 0x5000, 0x10_3007 | NoExecute);
        Assert.Equal(0x103UL, _vtl0.Translate(0x5000, 1).GpaPage);
        _vtl0.Vmcb->Efer &= ~0x800UL;
        var result = _vtl0.Translate(0x5000, 1).TranslationResult;
        Assert.Equal((TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS, 9UL), (result.Result.ResultCode, result.EventInfo.Reg0.Low >> 32));
    }

    [Fact]
    public void Code_of_compatibility_mode_wraps_at_4_gib()
    {
        _vtl0.Enter(PagingMode.FourLevels);
        _vtl0.Map(PagingMode.FourLevels, 0xffff_f000, 0x10_3007);
        _vtl0.Map(PagingMode.FourLevels, 0, 0x10_1007);
        _vtl0.Map(PagingMode.FourLevels, 0x1_0000_0000, 0x10_5007);
        _vtl0.Vmcb->Cs = new() { Limit = uint.MaxValue, Base = 0xffff_ff00, Attributes = 0x400 };
        _vtl0.Vmcb->Rip = 0xfa;
        Assert.Equal([.. BytesAt(0x10_3ffa, 6), .. BytesAt(0x10_1000, 10)], Fetch());
        _vtl0.Vmcb->Cs = new() { Attributes = 0x200 };
        _vtl0.Vmcb->Rip = 0xffff_fffa;
        Assert.Equal([.. BytesAt(0x10_3ffa, 6), .. BytesAt(0x10_5000, 10)], Fetch());
    }

    [Fact]
    public void Code_ends_at_a_page_that_cannot_be_executed()
    {
        _vtl0.Enter(PagingMode.Pae);
        _vtl0.Map(PagingMode.Pae, 0x5000, 0x10_3007);
        _vtl0.Map(PagingMode.Pae, 0x6000, 0x10_1007 | NoExecute);
        _vtl0.Vmcb->Cs = new() { Limit = uint.MaxValue, Attributes = 0x400 };
        _vtl0.Vmcb->Rip = 0x5ff7;
        Assert.Equal(BytesAt(0x10_3ff7, 9), Fetch());
        Assert.Equal([.. BytesAt(0x10_3ff7, 9), .. BytesAt(0x10_1000, 7)], Read(0x5ff7, 16));
    }

    private byte[] Fetch()
    {
        var bytes = new byte[16];
        return bytes[..GuestCode<TestMachine>.Fetch(_vtl0.Vp, Vtl.Vtl0, bytes)];
    }

    private byte[] Read(ulong address, int count, Vtl vtl = Vtl.Vtl0)
    {
        var bytes = new byte[count];
        return bytes[..GuestCode<TestMachine>.ReadLinear(_vtl0.Vp, vtl, address, bytes)];
    }

    private byte[] BytesAt(int address, int count) => new ReadOnlySpan<byte>(_vtl0.Machine.State.Memory + address, count).ToArray();
}
