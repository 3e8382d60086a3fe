using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sidecar.Boot.Memory;

/// <summary>
/// Hands out whole pages of physical memory, for good. Always the lowest address that fits, so that what is left for the host stays in large pieces.
/// </summary>
public struct PageAllocator
{
    /// <summary>Bytes of a page.</summary>
    public const ulong PageSize = 4096;

    /// <summary>NUMA node of memory that the firmware places nowhere; also asks for memory of any node.</summary>
    public const uint NoNumaNode = uint.MaxValue;

    /// <summary>Free ranges that there is room for.</summary>
    public const int MaxRanges = 512;

    private RangeBuffer _ranges;
    private int _count;

    /// <summary>Bytes that were free but could not be kept track of. They are lost, not handed out twice.</summary>
    public ulong LostBytes;

    /// <summary>The free ranges, in no order.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<FreeRange> FreeRanges => ((ReadOnlySpan<FreeRange>)_ranges)[.._count];

    /// <summary>Bytes that are free.</summary>
    public readonly ulong FreeBytes
    {
        get
        {
            var bytes = 0UL;
            foreach (ref readonly var free in FreeRanges)
            {
                bytes += free.Range.Length;
            }

            return bytes;
        }
    }

    /// <summary>Bytes of the largest free range.</summary>
    public readonly ulong LargestFreeBytes
    {
        get
        {
            var bytes = 0UL;
            foreach (ref readonly var free in FreeRanges)
            {
                bytes = Math.Max(bytes, free.Range.Length);
            }

            return bytes;
        }
    }

    /// <summary>Adds the whole pages of a range. What is free already is not added twice.</summary>
    public void Add(PhysicalRange range, uint numaNode = NoNumaNode)
    {
        var pages = range.ShrinkToPages();
        // A memory map may list the same memory twice; counted twice, it would be handed out twice.
        Remove(pages);
        var place = _count;
        Insert(pages, numaNode, ref place);
    }

    /// <summary>Takes away every page that touches a range.</summary>
    public void Remove(PhysicalRange range) => Cut(range.GrowToPages(), keep: false, NoNumaNode);

    /// <summary>Says which NUMA node the free pages of a range are of.</summary>
    public void Assign(PhysicalRange range, uint numaNode) => Cut(range.ShrinkToPages(), keep: true, numaNode);

    /// <summary>Keeps the lowest pages only, <paramref name="bytes"/> of them.</summary>
    public void Limit(ulong bytes)
    {
        bytes &= ~(PageSize - 1);
        // Lowest first: whatever lies above the address up to which the limit reaches goes.
        var end = 0UL;
        for (var left = bytes; left > 0;)
        {
            var next = LowestAbove(end);
            if (next < 0)
            {
                return;
            }

            var range = _ranges[next].Range;
            end = range.Start + Math.Min(left, range.Length);
            left -= Math.Min(left, range.Length);
        }

        Remove(new PhysicalRange(end, ulong.MaxValue));
    }

    /// <summary>Hands out whole pages.</summary>
    /// <param name="bytes">How many bytes; rounded up to pages.</param>
    /// <param name="alignment">Bytes, a power of two of at least a page.</param>
    /// <param name="numaNode">Node that the memory has to be of, or <see cref="NoNumaNode"/> for any.</param>
    /// <param name="allocated">What was handed out.</param>
    /// <param name="lowest">Physical address that it must not lie below.</param>
    /// <returns>False when no free range is large enough.</returns>
    public bool TryAllocate(ulong bytes, ulong alignment, uint numaNode, out FreeRange allocated, ulong lowest = 0)
    {
        allocated = default;
        if (bytes is 0 or > ulong.MaxValue - PageSize)
        {
            return false;
        }

        bytes = (bytes + PageSize - 1) & ~(PageSize - 1);
        var best = ulong.MaxValue;
        foreach (ref readonly var free in FreeRanges)
        {
            if (numaNode != NoNumaNode && free.NumaNode != numaNode)
            {
                continue;
            }

            var start = (Math.Max(free.Range.Start, lowest) + alignment - 1) & ~(alignment - 1);
            if (start >= free.Range.Start && start < free.Range.End && free.Range.End - start >= bytes && start < best)
            {
                best = start;
                allocated = new FreeRange { Range = PhysicalRange.OfLength(start, bytes), NumaNode = free.NumaNode };
            }
        }

        if (best == ulong.MaxValue)
        {
            return false;
        }

        Remove(allocated.Range);
        return true;
    }

    /// <summary>Cuts the free ranges along a range; what lies in it is kept, with its NUMA node said, or dropped.</summary>
    private void Cut(PhysicalRange range, bool keep, uint numaNode)
    {
        // Pieces go to the end of the table, where the walk would meet them again: it stops at the length of before.
        var count = _count;
        for (var i = 0; i < count; i++)
        {
            var old = _ranges[i];
            var inside = old.Range.Intersect(range);
            if (inside.IsEmpty)
            {
                continue;
            }

            // An emptied range stays in the table until the end, so that places do not move under the walk; the first piece takes its place.
            _ranges[i].Range = default;
            var place = i;
            Insert(new PhysicalRange(old.Range.Start, inside.Start), old.NumaNode, ref place);
            Insert(new PhysicalRange(inside.End, old.Range.End), old.NumaNode, ref place);
            if (keep)
            {
                Insert(inside, numaNode, ref place);
            }
        }

        DropEmpty();
    }

    /// <summary>Puts a range at <paramref name="place"/>, from where on the next one goes to the end of the table.</summary>
    private void Insert(PhysicalRange range, uint numaNode, ref int place)
    {
        if (range.IsEmpty)
        {
            return;
        }

        if (place == MaxRanges)
        {
            LostBytes += range.Length;
            return;
        }

        _ranges[place] = new FreeRange { Range = range, NumaNode = numaNode };
        _count = Math.Max(_count, place + 1);
        place = _count;
    }

    private void DropEmpty()
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (!_ranges[i].Range.IsEmpty)
            {
                _ranges[kept++] = _ranges[i];
            }
        }

        _count = kept;
    }

    private readonly int LowestAbove(ulong address)
    {
        var lowest = -1;
        for (var i = 0; i < _count; i++)
        {
            if (_ranges[i].Range.Start >= address && (lowest < 0 || _ranges[i].Range.Start < _ranges[lowest].Range.Start))
            {
                lowest = i;
            }
        }

        return lowest;
    }

    [InlineArray(MaxRanges)]
    private struct RangeBuffer
    {
        private FreeRange _first;
    }
}
