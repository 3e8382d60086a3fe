using System;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Translation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>HvCallTranslateVirtualAddressEx over tables of VTL0.</summary>
public unsafe class TranslateVirtualAddressTests
{
    private const ulong Read = 1, Write = 2, Execute = 4, Exempt = 8, SetBits = 16, Supervisor = 64, User = 128, Enforce = 256, Override = 512;
    private const ulong Linear = 0x0040_5000;
    private const ulong NoExecute = 1UL << 63;
    private readonly TranslationFixture _vtl0 = new();

    [Theory]
    [InlineData(PagingMode.Legacy)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.FourLevels)]
    [InlineData(PagingMode.FiveLevels)]
    public void Page_is_found_and_its_bits_are_set_only_when_asked(PagingMode mode)
    {
        _vtl0.Enter(mode);
        var entry = _vtl0.Map(mode, Linear, 0x12_3000 | 7);
        Assert.Equal(0x123UL, _vtl0.Translate(Linear, Read | Write).GpaPage);
        Assert.Equal(0x12_3007UL, _vtl0.Read(mode, entry));
        _vtl0.Translate(Linear, Read | SetBits);
        Assert.Equal(0x12_3027UL, _vtl0.Read(mode, entry));
        _vtl0.Translate(Linear, Write | SetBits);
        Assert.Equal(0x12_3067UL, _vtl0.Read(mode, entry));
        Assert.Equal(TranslateGvaResultCode.PAGE_NOT_PRESENT, CodeOf(Linear + 0x1000, Read));
    }

    [Theory]
    [InlineData(PagingMode.Legacy, 0xc0_6087UL, 0x30_0c05UL)] // PSE-36: bits 13 and up are bits 32 and up of the address
    [InlineData(PagingMode.Pae, 0x80_0087UL, 0x805UL)]
    [InlineData(PagingMode.FourLevels, 0x80_0087UL, 0x805UL)]
    [InlineData(PagingMode.FiveLevels, 0x80_0087UL, 0x805UL)]
    public void Large_page_keeps_the_address_within(PagingMode mode, ulong leaf, ulong page)
    {
        _vtl0.Enter(mode);
        _vtl0.Map(mode, Linear, leaf, stopAbove: 1);
        Assert.Equal(page, _vtl0.Translate(Linear, Read).GpaPage);
    }

    [Fact]
    public void Without_paging_an_address_is_its_own()
    {
        _vtl0.Enter(PagingMode.None);
        Assert.Equal(0xfffffUL, _vtl0.Translate(0xffff_f000, Read | Write | Execute).GpaPage);
        Assert.Equal(TranslateGvaResultCode.PAGE_NOT_PRESENT, CodeOf(1UL << 32, Read));
    }

    [Theory]
    // leaf flags, CPL, CR4 beyond PAE, RFLAGS, control flags, allowed
    [InlineData(7UL, 3, 0UL, 2UL, Read | Write | Execute, true)]
    [InlineData(3UL, 3, 0UL, 2UL, Read, false)]
    [InlineData(3UL, 3, 0UL, 2UL, Read | Supervisor, true)]
    [InlineData(3UL, 3, 0UL, 2UL, Read | Exempt, true)]
    [InlineData(3UL, 0, 0UL, 2UL, Read | User, false)]
    [InlineData(5UL, 3, 0UL, 2UL, Write, false)]
    [InlineData(5UL, 0, 0UL, 2UL, Write, false)]
    [InlineData(5UL, 0, 0UL, 2UL, Read, true)]
    [InlineData(7UL | NoExecute, 3, 0UL, 2UL, Execute, false)]
    [InlineData(7UL | NoExecute, 0, 0UL, 2UL, Execute | Exempt, false)]
    [InlineData(7UL, 0, 1UL << 20, 2UL, Execute, false)]
    [InlineData(7UL, 0, 1UL << 20, 2UL, Execute | Exempt, true)]
    [InlineData(7UL, 3, 1UL << 20, 2UL, Execute, true)]
    [InlineData(7UL, 0, 1UL << 21, 2UL, Read, false)]
    [InlineData(7UL, 0, 1UL << 21, 2UL, Execute, true)]
    [InlineData(7UL, 0, 1UL << 21, 0x4_0002UL, Read, true)]
    [InlineData(7UL, 0, 1UL << 21, 0x4_0002UL, Read | Enforce, false)]
    [InlineData(7UL, 0, 1UL << 21, 2UL, Write | Override, true)]
    [InlineData(7UL, 3, 1UL << 21, 2UL, Write | Enforce, true)]
    public void Rights_are_those_of_the_access(ulong leaf, int cpl, ulong cr4, ulong rflags, ulong flags, bool allowed)
    {
        _vtl0.Enter(PagingMode.FourLevels);
        _vtl0.Map(PagingMode.FourLevels, Linear, 0x12_3000 | leaf);
        _vtl0.Vmcb->Cpl = (byte)cpl;
        _vtl0.Vmcb->Cr4 |= cr4;
        _vtl0.Vmcb->Rflags = rflags;
        Assert.Equal(allowed ? TranslateGvaResultCode.SUCCESS : TranslateGvaResultCode.PRIVILEGE_VIOLATION, CodeOf(Linear, flags));
    }

    [Fact]
    public void Supervisor_writes_read_only_pages_while_write_protect_is_off()
    {
        _vtl0.Enter(PagingMode.FourLevels);
        _vtl0.Map(PagingMode.FourLevels, Linear, 0x12_3005);
        _vtl0.Vmcb->Cr0 &= ~0x1_0000UL;
        Assert.Equal(TranslateGvaResultCode.SUCCESS, CodeOf(Linear, Write));
        Assert.Equal(TranslateGvaResultCode.PRIVILEGE_VIOLATION, CodeOf(Linear, Write | User));
    }

    [Theory]
    [InlineData(PagingMode.Legacy, 0x0060_0087UL, 1)] // bit 21 of a 4 MiB page
    [InlineData(PagingMode.Pae, 0x12_3007UL | (1UL << 52), 0)]
    [InlineData(PagingMode.Pae, 0x12_3021UL, 2)] // accessed bit of a directory pointer
    [InlineData(PagingMode.FourLevels, 0x80_2087UL, 1)] // bit 13 of a 2 MiB page
    [InlineData(PagingMode.FourLevels, 0x12_3007UL | (1UL << 40), 0)] // the CPU has 40 bits
    [InlineData(PagingMode.FourLevels, 0x12_3087UL, 3)] // no pages of 512 GiB
    [InlineData(PagingMode.FiveLevels, 0x12_3087UL, 4)]
    public void Reserved_bits_are_seen(PagingMode mode, ulong leaf, int stopAbove)
    {
        _vtl0.Enter(mode);
        _vtl0.Map(mode, Linear, leaf, stopAbove: stopAbove);
        var result = _vtl0.Translate(Linear, Read).TranslationResult;
        Assert.Equal(TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS, result.Result.ResultCode);
        Assert.Equal(9UL, result.EventInfo.Reg0.Low >> 32);
    }

    [Theory]
    [InlineData(VtlAccess.None, TranslateGvaResultCode.GPA_NO_READ_ACCESS)]
    [InlineData(VtlAccess.Read, TranslateGvaResultCode.GPA_NO_WRITE_ACCESS)]
    public void Table_that_vtl2_protects_ends_the_walk(VtlAccess access, TranslateGvaResultCode code)
    {
        _vtl0.Enter(PagingMode.FourLevels);
        var entry = _vtl0.Map(PagingMode.FourLevels, Linear, 0x12_3007);
        _vtl0.Grant(entry & ~0xfffUL, access);
        var output = _vtl0.Translate(Linear, Read | SetBits);
        Assert.Equal(code, output.TranslationResult.Result.ResultCode);
        Assert.Equal(entry >> 12, output.GpaPage);
        Assert.Equal(0x12_3007UL, _vtl0.Read(PagingMode.FourLevels, entry));
    }

    [Theory]
    [InlineData(0xfee0_0000UL)]
    [InlineData(Simulation.TestPartition.OwnStart)]
    [InlineData(0xff_ffff_f000UL)]
    public void Table_that_is_no_memory_of_the_partition_is_unmapped(ulong table)
    {
        _vtl0.Enter(PagingMode.FourLevels);
        _vtl0.Map(PagingMode.FourLevels, Linear, table | 7, stopAbove: 1);
        var output = _vtl0.Translate(Linear, Read | SetBits);
        Assert.Equal(TranslateGvaResultCode.GPA_UNMAPPED, output.TranslationResult.Result.ResultCode);
        Assert.Equal(table >> 12, output.GpaPage);
    }

    [Fact]
    public void Address_of_a_device_translates()
    {
        _vtl0.Enter(PagingMode.FourLevels);
        _vtl0.Map(PagingMode.FourLevels, Linear, 0xfee0_0007 | (1 << 4));
        var output = _vtl0.Translate(Linear, Read);
        Assert.Equal(0xfee00UL, output.GpaPage);
        Assert.Equal(0, output.TranslationResult.Result.CacheType);
    }

    [Fact]
    public void Table_that_maps_itself_is_walked_once_per_level()
    {
        _vtl0.Enter(PagingMode.FourLevels);
        _vtl0.Write(PagingMode.FourLevels, _vtl0.Root, _vtl0.Root | 3);
        Assert.Equal(_vtl0.Root >> 12, _vtl0.Translate(0, Write | SetBits).GpaPage);
        Assert.Equal(_vtl0.Root | 0x63, _vtl0.Read(PagingMode.FourLevels, _vtl0.Root));
    }

    [Theory]
    [InlineData(Read, 0x0000_0000_000e_0101UL)]
    [InlineData(Write | User, 0x0000_0006_000e_0101UL)]
    [InlineData(Execute, 0x0000_0010_000e_0101UL)]
    public void Missing_page_comes_with_its_page_fault(ulong flags, ulong pending)
    {
        _vtl0.Enter(PagingMode.FourLevels);
        var fault = _vtl0.Translate(Linear, flags).TranslationResult.EventInfo.Reg0;
        Assert.Equal(pending, fault.Low);
        Assert.Equal(Linear, fault.High);
    }

    [Theory]
    [InlineData(PagingMode.FourLevels, 0x0000_8000_0000_0000UL, true)]
    [InlineData(PagingMode.FourLevels, 0xffff_8000_0000_0000UL, false)]
    [InlineData(PagingMode.FiveLevels, 0x0000_8000_0000_0000UL, false)]
    [InlineData(PagingMode.FiveLevels, 0x0100_0000_0000_0000UL, true)]
    public void Address_that_the_mode_does_not_have_is_a_general_protection_fault(PagingMode mode, ulong linear, bool beyond)
    {
        _vtl0.Enter(mode);
        var fault = _vtl0.Translate(linear, Read).TranslationResult;
        Assert.Equal(TranslateGvaResultCode.PAGE_NOT_PRESENT, fault.Result.ResultCode);
        Assert.Equal(beyond ? 13UL : 14UL, (fault.EventInfo.Reg0.Low >> 16) & 0xffff);
    }

    [Fact]
    public void Hypercall_page_is_an_overlay_of_vtl2_whose_tables_are_the_default()
    {
        _vtl0.Vp->Vtl2.Vmcb->Cr0 = 0x11;
        _vtl0.Partition->Hypercall = 0x7000 | 1;
        Assert.Equal(HvStatus.Success, _vtl0.Execute(7, Read, out var output));
        Assert.True(output.TranslationResult.Result.OverlayPage);
        _vtl0.Execute(8, Read, out output);
        Assert.False(output.TranslationResult.Result.OverlayPage);
    }

    [Theory]
    [InlineData(1UL << 11, 0UL, Hv.PartitionIdSelf, Hv.VpIndexSelf, HvStatus.InvalidParameter)]
    [InlineData(1UL << 10, 0UL, Hv.PartitionIdSelf, Hv.VpIndexSelf, HvStatus.InvalidParameter)]
    [InlineData(Supervisor | User, 0UL, Hv.PartitionIdSelf, Hv.VpIndexSelf, HvStatus.InvalidParameter)]
    [InlineData(Enforce | Override, 0UL, Hv.PartitionIdSelf, Hv.VpIndexSelf, HvStatus.InvalidParameter)]
    [InlineData(0x11UL << 56, 0UL, Hv.PartitionIdSelf, Hv.VpIndexSelf, HvStatus.InvalidParameter)]
    [InlineData(0x20UL << 56, 0UL, Hv.PartitionIdSelf, Hv.VpIndexSelf, HvStatus.InvalidParameter)]
    [InlineData(0UL, 1UL << 52, Hv.PartitionIdSelf, Hv.VpIndexSelf, HvStatus.InvalidParameter)]
    [InlineData(0UL, 0UL, 1UL, Hv.VpIndexSelf, HvStatus.InvalidPartitionId)]
    [InlineData(0UL, 0UL, Hv.PartitionIdSelf, 1U, HvStatus.InvalidVpIndex)]
    [InlineData(0UL, 0UL, Hv.PartitionIdSelf, 0U, HvStatus.Success)]
    public void Bad_input_is_refused(ulong flags, ulong page, ulong partition, uint vp, HvStatus status)
        => Assert.Equal(status, _vtl0.Execute(page, flags, out _, partition, vp));

    [Fact]
    public void Random_input_and_tables_never_reach_beyond_the_partition()
    {
        var random = new Random(1);
        var own = new ReadOnlySpan<byte>(_vtl0.Machine.State.Memory + _vtl0.Partition->HypercallPage, 0x1000);
        var words = (ulong*)_vtl0.Machine.State.Memory;
        for (var i = 0; i < 0x20_0000 / 8; i++)
        {
            words[i] = ((ulong)(uint)random.Next(0x220) << 12) | (ulong)(uint)random.Next(0x1000) | 1 | (random.Next(16) == 0 ? (ulong)random.NextInt64() << 20 : 0);
        }

        for (var i = 0; i < 100_000; i++)
        {
            _vtl0.Enter((PagingMode)random.Next(5));
            _vtl0.Vmcb->Cr3 = (ulong)(uint)random.Next(0x20_0000);
            _vtl0.Vmcb->Cpl = (byte)random.Next(4);
            var page = (ulong)random.NextInt64() >> random.Next(12, 60);
            var status = _vtl0.Execute(page, ((ulong)(uint)random.Next(0x800) & (ulong)(uint)random.Next(0x800)) | (0x10UL << 56), out var output);
            Assert.True(status is HvStatus.Success or HvStatus.InvalidParameter);
            Assert.True(output.TranslationResult.Result.ResultCode <= TranslateGvaResultCode.GPA_NO_WRITE_ACCESS);
        }

        Assert.Equal(-1, own.IndexOfAnyExcept((byte)0));
    }

    private TranslateGvaResultCode CodeOf(ulong linear, ulong flags) => _vtl0.Translate(linear, flags).TranslationResult.Result.ResultCode;
}
