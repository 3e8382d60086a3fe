using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Memory;
using Xunit;

namespace Sidecar.Boot.Tests.Memory;

public sealed class PageAllocatorTests
{
    private PageAllocator _memory;

    [Fact]
    public void The_lowest_address_that_fits_is_taken()
    {
        _memory.Add(new(0x10_0000, 0x10_3000));
        _memory.Add(new(0x8000, 0x9000));
        Allocate(0x2000).ShouldBe(0x10_0000UL);
        Allocate(1).ShouldBe(0x8000UL);
        Allocate(0x1000).ShouldBe(0x10_2000UL);
        Allocate(1).ShouldBeNull();
        _memory.FreeBytes.ShouldBe(0UL);
    }

    [Fact]
    public void Alignment_is_kept_and_what_lies_before_stays_free()
    {
        _memory.Add(new(0x10_0000, 0x60_0000));
        Allocate(0x20_0000, 0x20_0000).ShouldBe(0x20_0000UL);
        Allocate(0x10_0000).ShouldBe(0x10_0000UL);
        Allocate(0x20_0000, 0x20_0000).ShouldBe(0x40_0000UL);
    }

    [Fact]
    public void Parts_of_pages_are_not_handed_out()
    {
        _memory.Add(new(0x1001, 0x2fff));
        _memory.FreeBytes.ShouldBe(0UL);
        _memory.Add(new(0x10fff, 0x12001));
        Allocate(0x1000).ShouldBe(0x1_1000UL);
        Allocate(0x1000).ShouldBeNull();
    }

    [Fact]
    public void Touched_pages_are_removed_whole()
    {
        _memory.Add(new(0x1_0000, 0x2_0000));
        _memory.Remove(new(0x1_1fff, 0x1_3001));
        _memory.FreeRanges.ToArray().Select(f => (f.Range.Start, f.Range.End)).Order().ShouldBe([(0x1_0000UL, 0x1_1000UL), (0x1_4000UL, 0x2_0000UL)]);
    }

    [Fact]
    public void Memory_listed_twice_is_handed_out_once()
    {
        _memory.Add(new(0x1_0000, 0x2_0000));
        _memory.Add(new(0x1_8000, 0x2_8000));
        _memory.FreeBytes.ShouldBe(0x1_8000UL);
    }

    [Fact]
    public void A_NUMA_node_gets_its_own_memory()
    {
        _memory.Add(new(0x1_0000, 0x4_0000));
        _memory.Assign(new(0x1_0000, 0x2_0000), 0);
        _memory.Assign(new(0x2_0000, 0x3_0000), 7);
        Allocate(0x1000, numaNode: 7).ShouldBe(0x2_0000UL);
        Allocate(0x1_0000, numaNode: 7).ShouldBeNull();
        Allocate(0x1000, numaNode: 3).ShouldBeNull();
        Allocate(0x1000).ShouldBe(0x1_0000UL);
    }

    [Fact]
    public void A_limit_keeps_the_lowest_pages()
    {
        _memory.Add(new(0x10_0000, 0x10_4000));
        _memory.Add(new(0x1_0000, 0x1_2000));
        _memory.Limit(0x3fff);
        _memory.FreeBytes.ShouldBe(0x3000UL);
        _memory.FreeRanges.ToArray().Select(f => (f.Range.Start, f.Range.End)).Order().ShouldBe([(0x1_0000UL, 0x1_2000UL), (0x10_0000UL, 0x10_1000UL)]);
        _memory.Limit(1UL << 40);
        _memory.FreeBytes.ShouldBe(0x3000UL);
        _memory.Limit(0);
        _memory.FreeBytes.ShouldBe(0UL);
    }

    [Fact]
    public void Impossible_requests_are_refused()
    {
        _memory.Add(new(0x1000, ulong.MaxValue));
        Allocate(0).ShouldBeNull();
        Allocate(ulong.MaxValue).ShouldBeNull();
        Allocate(0x1000, 1UL << 63).ShouldBe(1UL << 63);
        Allocate(0x1000, 1UL << 63).ShouldBeNull();
    }

    [Fact]
    public void More_pieces_than_there_is_room_for_are_lost_and_counted()
    {
        for (var i = 0UL; i < PageAllocator.MaxRanges + 3; i++)
        {
            _memory.Add(new(i * 0x2000, (i * 0x2000) + 0x1000));
        }

        _memory.FreeRanges.Length.ShouldBe(PageAllocator.MaxRanges);
        _memory.LostBytes.ShouldBe(0x3000UL);
    }

    [Fact]
    public void No_page_is_ever_handed_out_twice_and_none_that_was_not_free()
    {
        var steps = Gen.Choose(0, 1 << 20).ArrayOf();
        Prop.ForAll(steps.ToArbitrary(), numbers =>
        {
            _memory = default;
            var free = new HashSet<ulong>();
            foreach (var number in numbers)
            {
                var start = ((ulong)number >> 4) & 0x3f;
                var end = start + (((ulong)number >> 10) & 0x1f);
                var range = new PhysicalRange(start << 12, end << 12);
                switch (number & 7)
                {
                    case 0 or 1:
                        _memory.Add(range);
                        free.UnionWith(Pages(range));
                        break;
                    case 2:
                        _memory.Remove(range);
                        free.ExceptWith(Pages(range));
                        break;
                    case 3:
                        _memory.Assign(range, 1);
                        break;
                    case 4:
                        _memory.Limit((ulong)free.Count / 2 << 12);
                        free = [.. free.Order().Take(free.Count / 2)];
                        break;
                    default:
                        var alignment = 0x1000UL << (number & 3);
                        if (_memory.TryAllocate(range.Length, alignment, PageAllocator.NoNumaNode, out var allocated))
                        {
                            (allocated.Range.Start % alignment).ShouldBe(0UL);
                            allocated.Range.Length.ShouldBe(range.Length);
                            free.IsSupersetOf(Pages(allocated.Range)).ShouldBeTrue();
                            free.ExceptWith(Pages(allocated.Range));
                        }

                        break;
                }

                _memory.FreeRanges.ToArray().SelectMany(f => Pages(f.Range)).Order().ShouldBe(free.Order());
            }
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<ulong> Pages(PhysicalRange range)
    {
        for (var page = range.Start >> 12; page < range.End >> 12; page++)
        {
            yield return page;
        }
    }

    private ulong? Allocate(ulong bytes, ulong alignment = PageAllocator.PageSize, uint numaNode = PageAllocator.NoNumaNode)
        => _memory.TryAllocate(bytes, alignment, numaNode, out var allocated) ? allocated.Range.Start : null;
}
