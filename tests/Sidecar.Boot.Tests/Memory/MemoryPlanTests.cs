using System.Linq;
using Shouldly;
using Sidecar.Boot.Information;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Topology;
using Xunit;

namespace Sidecar.Boot.Tests.Memory;

public sealed class MemoryPlanTests
{
    private static readonly PhysicalRange s_image = new(0x10_0000, 0x12_0000);
    private BootInformation _information;
    private PageAllocator _memory;

    [Fact]
    public void What_others_use_is_not_free()
    {
        _information.TryAddRegion(0, 0x9_f000, 1).ShouldBeTrue();
        _information.TryAddRegion(0x10_0000, 0x100_0000, 1).ShouldBeTrue();
        _information.TryAddRegion(0x20_0000, 0x1000, 2).ShouldBeTrue();
        _information.TryAddRegion(0x30_0000, 0x1000, 3).ShouldBeTrue();
        _information.TryAddRegion(0x1_0000_0000, 0x10_0000_0000, 1).ShouldBeTrue();
        _information.TryAddModule(new(0x40_0001, 0x40_0fff), default).ShouldBeTrue();
        MemoryPlan.Fill(_information, s_image, mappedEnd: 0x1_0010_0000, ref _memory);
        Free().ShouldBe([
            (0x12_0000UL, 0x20_0000UL), (0x20_1000UL, 0x30_0000UL), (0x30_1000UL, 0x40_0000UL), (0x40_1000UL, 0x110_0000UL),
            (0x1_0000_0000UL, 0x1_0010_0000UL)]);
    }

    [Fact]
    public void A_region_that_runs_past_the_end_of_the_address_space_is_cut()
    {
        _information.TryAddRegion(0x20_0000, ulong.MaxValue, 1).ShouldBeTrue();
        MemoryPlan.Fill(_information, s_image, mappedEnd: 0x40_0000, ref _memory);
        Free().ShouldBe([(0x20_0000UL, 0x40_0000UL)]);
    }

    [Fact]
    public void Memory_is_assigned_to_NUMA_nodes()
    {
        _information.TryAddRegion(0x20_0000, 0x20_0000, 1).ShouldBeTrue();
        MemoryPlan.Fill(_information, s_image, mappedEnd: 0x100_0000, ref _memory);
        MemoryPlan.Assign([new NumaMemory { Range = new(0, 0x30_0000), NumaNode = 0 }, new NumaMemory { Range = new(0x30_0000, ulong.MaxValue), NumaNode = 4 }], ref _memory);
        _memory.FreeRanges.ToArray().Select(f => (f.Range.Start, f.NumaNode)).Order().ShouldBe([(0x20_0000UL, 0u), (0x30_0000UL, 4u)]);
    }

    [Theory]
    [InlineData(0x0, 0xa_0000, 0x8000UL)]
    [InlineData(0x8001, 0xa_0000, 0x9000UL)]
    [InlineData(0x0, 0x8fff, null)]
    [InlineData(0x10_0000, 0x1000, null)]
    public void The_start_up_code_gets_a_usable_page_of_low_memory(ulong start, ulong length, ulong? page)
    {
        _information.TryAddRegion(start, length, 1).ShouldBeTrue();
        (MemoryPlan.TryFindTrampoline(_information, out var found) ? found : (ulong?)null).ShouldBe(page);
    }

    [Fact]
    public void The_start_up_code_keeps_off_reserved_pages_and_modules()
    {
        _information.TryAddRegion(0, 0xa_0000, 1).ShouldBeTrue();
        _information.TryAddRegion(0x8800, 0x10, 2).ShouldBeTrue();
        _information.TryAddModule(new(0x9fff, 0xa001), default).ShouldBeTrue();
        MemoryPlan.TryFindTrampoline(_information, out var page).ShouldBeTrue();
        page.ShouldBe(0xb000UL);
    }

    private (ulong Start, ulong End)[] Free() => _memory.FreeRanges.ToArray().Select(f => (f.Range.Start, f.Range.End)).Order().ToArray();
}
