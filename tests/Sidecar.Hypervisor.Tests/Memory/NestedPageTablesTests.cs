using System;
using System.Collections.Generic;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Memory;

/// <summary>Nested page tables, read back by a walk of their own.</summary>
public unsafe class NestedPageTablesTests
{
    private const ulong NoExecute = 1UL << 63;
    private readonly TestPartition _partition = new();

    public NestedPageTablesTests()
    {
        Partition->Vtl0Root = _partition.Allocate(1);
        Partition->Vtl2Root = _partition.Allocate(1);
        for (var i = 0; i < 64; i++)
        {
            NestedPageTables<TestMachine>.GivePage(Partition, _partition.Allocate(1));
        }
    }

    private Partition* Partition => _partition.Partition;

    [Fact]
    public void Vtl0_has_nothing_before_it_is_given_something()
    {
        Assert.Null(Walk(Partition->Vtl0Root, 0x1000));
        Assert.Equal(VtlAccess.None, NestedPageTables<TestMachine>.AccessOf(Partition, Vtl.Vtl0, 0x1000));
    }

    [Theory]
    [InlineData(VtlAccess.Read, 5UL | NoExecute)]
    [InlineData(VtlAccess.Read | VtlAccess.Write, 7UL | NoExecute)]
    [InlineData(VtlAccess.Read | VtlAccess.Execute, 5UL)]
    [InlineData(VtlAccess.All, 7UL)]
    public void Rights_of_a_page_are_its_own(VtlAccess access, ulong flags)
    {
        Assert.True(NestedPageTables<TestMachine>.TryProtect(Partition, 0x20_3000, access));
        Assert.Equal((0x20_3000 | flags, 12), Walk(Partition->Vtl0Root, 0x20_3abc));
        Assert.Equal(access, NestedPageTables<TestMachine>.AccessOf(Partition, Vtl.Vtl0, 0x20_3fff));
        Assert.Equal(VtlAccess.None, NestedPageTables<TestMachine>.AccessOf(Partition, Vtl.Vtl0, 0x20_4000));
        Assert.Equal(VtlAccess.None, NestedPageTables<TestMachine>.AccessOf(Partition, Vtl.Vtl0, 0x20_2fff));
        Assert.True(NestedPageTables<TestMachine>.TryProtect(Partition, 0x20_3000, VtlAccess.None));
        Assert.Null(Walk(Partition->Vtl0Root, 0x20_3000));
    }

    [Fact]
    public void Vtl2_reaches_everything_but_the_hypervisors_own_memory()
    {
        foreach (var address in new ulong[] { 0, 0xb8000, TestPartition.OwnStart - 1, TestState.MemorySize, 0xfee0_0000, 1UL << 39, (1UL << 48) - 1 })
        {
            Assert.True(NestedPageTables<TestMachine>.TryMapVtl2(Partition, address), $"{address:x}");
            var (entry, shift) = Walk(Partition->Vtl2Root, address)!.Value;
            var size = 1UL << shift;
            Assert.Equal(address & ~(size - 1), entry & 0x000f_ffff_ffff_f000);
            Assert.Equal(7UL, entry & 7);
        }

        foreach (var address in new ulong[] { TestPartition.OwnStart, TestState.MemorySize - 1, 1UL << 48, ulong.MaxValue })
        {
            Assert.False(NestedPageTables<TestMachine>.TryMapVtl2(Partition, address), $"{address:x}");
            Assert.Equal(VtlAccess.None, NestedPageTables<TestMachine>.AccessOf(Partition, Vtl.Vtl2, address));
        }

        for (var address = TestPartition.OwnStart; address < TestState.MemorySize; address += 0x1000)
        {
            Assert.Null(Walk(Partition->Vtl2Root, address));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_overlay_covers_one_page_and_gives_it_back(bool huge)
    {
        const ulong Page = 0x1_0020_3000;
        Partition->HasHugePages = huge;
        var host = _partition.Allocate(1);
        Assert.True(NestedPageTables<TestMachine>.TryMapVtl2(Partition, Page));
        Assert.Equal(huge ? 30 : 21, Walk(Partition->Vtl2Root, Page)!.Value.Shift);

        Assert.True(NestedPageTables<TestMachine>.MapOverlay(Partition, Page, host));
        Assert.Equal((host | 5, 12), Walk(Partition->Vtl2Root, Page));
        foreach (var neighbour in new ulong[] { Page - 0x1000, Page + 0x1000, Page & ~0x1f_ffffUL, (Page & ~0x3fff_ffffUL) + 0x3fff_f000 })
        {
            Assert.True(NestedPageTables<TestMachine>.TryMapVtl2(Partition, neighbour));
            var (entry, shift) = Walk(Partition->Vtl2Root, neighbour)!.Value;
            Assert.Equal(neighbour & ~((1UL << shift) - 1), entry & 0x000f_ffff_ffff_f000);
            Assert.Equal(7UL, entry & 7);
        }

        NestedPageTables<TestMachine>.UnmapOverlay(Partition, Page);
        Assert.Equal((Page | 7, 12), Walk(Partition->Vtl2Root, Page));
    }

    [Fact]
    public void An_empty_pool_refuses_and_changes_nothing()
    {
        while (NestedPageTables<TestMachine>.TakePage(Partition) != 0)
        {
        }

        Assert.False(NestedPageTables<TestMachine>.TryProtect(Partition, 0x1000, VtlAccess.All));
        Assert.False(NestedPageTables<TestMachine>.TryMapVtl2(Partition, 0x1000));
        Assert.False(NestedPageTables<TestMachine>.MapOverlay(Partition, 0x1000, TestPartition.OwnStart));
        Assert.Null(Walk(Partition->Vtl0Root, 0x1000));
        Assert.Equal(0u, Partition->Lock);
    }

    [Fact]
    public void Random_grants_are_what_the_tables_say()
    {
        var random = new Random(7);
        var model = new Dictionary<ulong, VtlAccess>();
        VtlAccess[] kinds = [VtlAccess.None, VtlAccess.Read, VtlAccess.Read | VtlAccess.Write, VtlAccess.Read | VtlAccess.Execute, VtlAccess.All];
        for (var i = 0; i < 20_000; i++)
        {
            var page = (ulong)random.Next(0, 0x3000) << 12;
            var access = kinds[random.Next(kinds.Length)];
            Assert.True(NestedPageTables<TestMachine>.TryProtect(Partition, page, access));
            model[page] = access;
        }

        for (var page = 0UL; page < 0x300_0000; page += 0x1000)
        {
            Assert.Equal(model.GetValueOrDefault(page), NestedPageTables<TestMachine>.AccessOf(Partition, Vtl.Vtl0, page));
        }
    }

    /// <summary>The leaf entry and the size of its page, as the CPU would find it.</summary>
    private (ulong Entry, int Shift)? Walk(ulong root, ulong address)
    {
        var table = root;
        for (var shift = 39; ; shift -= 9)
        {
            var entry = ((ulong*)(_partition.State.Memory + table))[(address >> shift) & 511];
            if ((entry & 1) == 0)
            {
                return null;
            }

            if (shift == 12 || (entry & 0x80) != 0)
            {
                return (entry, shift);
            }

            Assert.Equal(7UL, entry & 0xfff);
            table = entry & 0x000f_ffff_ffff_f000;
        }
    }
}
