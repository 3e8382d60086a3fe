using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.Hypervisor.Launch;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Vp;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Launch;

/// <summary>How the hypervisor lays its memory out.</summary>
public unsafe class HypervisorLaunchTests
{
    private const ulong PageSize = 0x1000;
    private const ulong OwnStart = 32UL << 20;
    private const ulong ImageStart = 0x10_0000;
    private const ulong Text = ImageStart + 0x1000;
    private const ulong ReadOnlyData = ImageStart + 0x2_1000;
    private const ulong Data = ImageStart + 0x2_5000;
    private const ulong ImageEnd = ImageStart + 0x4_0000;
    private const ulong Guard = ImageStart + 0x3_0000;
    private const ulong PageTablesOfRam = TestState.MemorySize >> 21;
    private readonly TestState _state = TestMachine.Reset();

    [Theory]
    [InlineData(1u, false)]
    [InlineData(5u, true)]
    [InlineData(33u, false)]
    [InlineData(512u, true)]
    public void What_the_formula_says_is_enough_and_no_piece_lies_in_another(uint vps, bool huge)
    {
        Assert.True(TryPrepare(Required(vps), vps, huge, out var result));
        var partition = result.Partition;
        var pieces = new List<(ulong Start, ulong Pages)>
        {
            (AddressOf(partition), 1), (AddressOf(partition->Vps), 1 + (vps * 8 / PageSize)), (partition->HypercallPage, 1), (partition->ReferenceTscPage, 1),
            (partition->Vtl0MsrPermissions, 2), (partition->Vtl2MsrPermissions, 2), (partition->Vtl0IoPermissions, 3), (result.ImageCopy, (ImageEnd - ImageStart) / PageSize),
        };
        for (var i = 0u; i < vps; i++)
        {
            var vp = partition->Vps[i];
            Assert.Equal((i, 2 * i), (vp->Index, vp->ApicId));
            pieces.AddRange([(AddressOf(vp), 2), (vp->Vtl0.VmcbAddress, 1), (vp->Vtl2.VmcbAddress, 1), (vp->IdleVmcb, 1), (HypervisorLaunch<TestMachine>.HostStateOf(vp), 1)]);
            pieces.AddRange(StackOf(result, i).Select(page => (page.Target, 1UL)));
        }

        ulong[] roots = [result.RootTable, partition->Vtl0Root, partition->Vtl2Root, ((Svm.Vmcb*)(_state.Memory + partition->Vps[0]->IdleVmcb))->NestedCr3];
        pieces.AddRange(roots.SelectMany(root => new TableReader(_state.Memory, root).Tables).Select(page => (page, 1UL)));
        pieces.AddRange(new TableReader(_state.Memory, roots[3]).Pages.Select(page => (page.Target, 1UL)));
        var free = 0UL;
        for (var page = partition->FreePages; page != 0; page = *(ulong*)(_state.Memory + page))
        {
            pieces.Add((page, 1));
            free++;
        }

        Assert.True(free > PageTablesOfRam, "pages for VTL0's smallest pages");
        var end = OwnStart;
        foreach (var (start, pages) in pieces.OrderBy(piece => piece.Start))
        {
            Assert.True(start >= end, $"{start:x} lies in the piece before it, which ends at {end:x}");
            Assert.Equal(0UL, start % PageSize);
            end = start + (pages * PageSize);
        }

        Assert.Equal(partition->OwnEnd, end);
        Assert.True((ulong)sizeof(Partition) <= PageSize);
        Assert.True((ulong)sizeof(VirtualProcessor) <= 2 * PageSize);
    }

    [Theory]
    [InlineData(false, 4UL << 30)]
    [InlineData(true, 512UL << 30)]
    public void Own_page_tables_let_nothing_be_both_written_and_executed(bool huge, ulong end)
    {
        Assert.True(TryPrepare(Required(3), 3, huge, out var result));
        var pages = new TableReader(_state.Memory, result.RootTable).Pages;
        Assert.DoesNotContain(pages, page => page.Writable && page.Executable);
        Assert.DoesNotContain(pages, page => (page.Entry & 4) != 0);

        var image = pages.Where(page => page.Address < 1UL << 47).ToDictionary(page => page.Address);
        for (var address = ImageStart; address < ImageEnd; address += PageSize)
        {
            Assert.Equal(address != Guard, image.Remove(address, out var page));
            if (address != Guard)
            {
                Assert.Equal(result.ImageCopy + address - ImageStart, page.Target);
                Assert.Equal((address >= Data, address is >= Text and < ReadOnlyData), (page.Writable, page.Executable));
            }
        }

        Assert.Empty(image);
        var physical = pages.Where(page => page.Address is >= RootLayout.Physical and < RootLayout.Stacks).ToList();
        Assert.All(physical, page => Assert.Equal((page.Address - RootLayout.Physical, true, false), (page.Target, page.Writable, page.Executable)));
        Assert.Equal(end, physical.Aggregate(0UL, (sum, page) => sum + page.Size));
    }

    [Fact]
    public void Below_each_stack_nothing_is_mapped()
    {
        const uint Vps = 40;
        Assert.True(TryPrepare(Required(Vps), Vps, true, out var result));
        var stacks = new TableReader(_state.Memory, result.RootTable).Pages.Where(page => page.Address >= RootLayout.Stacks).Select(page => page.Address).ToHashSet();
        Assert.Equal((int)(Vps * RootLayout.StackPages), stacks.Count);
        for (var vp = 0u; vp < Vps; vp++)
        {
            var top = RootLayout.StackTop(vp);
            for (var page = 1u; page <= RootLayout.StackPages; page++)
            {
                Assert.Contains(top - (page * PageSize), stacks);
            }

            Assert.DoesNotContain(top - ((RootLayout.StackPages + 1) * PageSize), stacks);
            Assert.DoesNotContain(top, stacks);
        }
    }

    /// <summary>Whatever it is given, it writes nowhere else: the memory behind is somebody's.</summary>
    [Fact]
    public void Too_little_memory_is_refused_and_nothing_outside_is_touched()
    {
        var behind = new Span<byte>(_state.Memory + OwnStart, (int)(Required(9) + 64) * (int)PageSize);
        var refused = 0;
        for (var pages = 0UL; pages <= Required(9); pages += pages < 64 ? 1UL : 5)
        {
            behind.Fill(0xa5);
            refused += TryPrepare(pages, 9, false, out _) ? 0 : 1;
            Assert.True(behind[((int)pages * (int)PageSize)..].IndexOfAnyExcept((byte)0xa5) < 0, $"{pages} pages, and more was written");
        }

        Assert.InRange(refused, 64, (int)Required(9));
    }

    private static ulong Required(uint vps) => RootMemory.RequiredPages(vps, TestState.MemorySize, ImageEnd - ImageStart);

    private ulong AddressOf(void* pointer) => (ulong)((byte*)pointer - _state.Memory);

    private IEnumerable<LeafPage> StackOf(LaunchResult result, uint vp)
    {
        var table = result.RootTable;
        var bottom = RootLayout.StackTop(vp) - (RootLayout.StackPages * PageSize);
        for (var shift = 39; shift > 12; shift -= 9)
        {
            table = ((ulong*)(_state.Memory + table))[(bottom >> shift) & 511] & 0x000f_ffff_ffff_f000;
        }

        var pages = new List<LeafPage>();
        for (var i = 0u; i < RootLayout.StackPages; i++)
        {
            var address = bottom + (i * PageSize);
            pages.Add(new LeafPage(address, ((ulong*)(_state.Memory + table))[(address >> 12) & 511], 12));
        }

        return pages;
    }

    private bool TryPrepare(ulong pages, uint vps, bool huge, out LaunchResult result)
    {
        _state.CpuidLeaves[(0x8000_0001, 0)] = (0, 0, 0, huge ? 1U << 26 : 0);
        var apicIds = stackalloc uint[(int)vps];
        for (var i = 0u; i < vps; i++)
        {
            apicIds[i] = 2 * i;
        }

        var ranges = stackalloc ulong[] { 0, 0xa_0000, ImageStart, TestState.MemorySize };
        var parameters = new LaunchParameters
        {
            OwnStart = OwnStart,
            OwnEnd = OwnStart + (pages * PageSize),
            ApicIds = apicIds,
            VpCount = vps,
            Ranges = ranges,
            RangeCount = 2,
            MappedEnd = huge ? 512UL << 30 : 4UL << 30,
            TscFrequency = 1_000_000_000,
        };
        ReadOnlySpan<ulong> image = [ImageStart, Text, ReadOnlyData, Data, ImageEnd, Guard];
        image.CopyTo(parameters.Image);
        return HypervisorLaunch<TestMachine>.TryPrepare(parameters, out result);
    }
}
