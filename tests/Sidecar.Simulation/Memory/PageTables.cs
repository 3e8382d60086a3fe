using System.Collections.Generic;
using Sidecar.Cosmos.Memory;

namespace Sidecar.Simulation.Memory;

/// <summary>
/// Four-level page tables, read as the CPU reads them (AMD64 Architecture Programmer's Manual, volume 2, chapter 5). The kernel uses no large pages: one counts as
/// a malformed table here.
/// </summary>
/// <param name="memory">Where the tables lie.</param>
/// <param name="top">Physical address of the top table (CR3).</param>
public sealed unsafe class PageTables(PhysicalMemory memory, ulong top)
{
    private const ulong PageSizeBit = 1UL << 7;
    private const int TopShift = 39;
    private const int PageShift = 12;

    /// <summary>Translates one page. False when an entry on the way is not present, malformed, or leads out of memory.</summary>
    public bool TryTranslate(ulong virtualAddress, out PageMapping mapping)
    {
        mapping = default;
        var table = top & PageEntry.AddressMask;
        var (writable, executable) = (true, true);
        for (var shift = TopShift; shift >= PageShift; shift -= 9)
        {
            if (!TryEntry(table, (int)(virtualAddress >> shift) & 511, shift, out var entry))
            {
                return false;
            }

            writable &= (entry & PageEntry.Writable) != 0;
            executable &= (entry & PageEntry.NoExecute) == 0;
            table = entry & PageEntry.AddressMask;
        }

        mapping = new PageMapping(virtualAddress & ~(PhysicalMemory.PageSize - 1), table, writable, executable);
        return true;
    }

    /// <summary>Everything that is mapped, in the order of addresses.</summary>
    public IEnumerable<PageMapping> All() => Below(top & PageEntry.AddressMask, TopShift, 0, true, true);

    /// <summary>Physical addresses of the tables themselves, top first.</summary>
    public IEnumerable<ulong> Tables() => TablesBelow(top & PageEntry.AddressMask, TopShift);

    private IEnumerable<PageMapping> Below(ulong table, int shift, ulong prefix, bool writable, bool executable)
    {
        for (var index = 0; index < 512; index++)
        {
            if (!TryEntry(table, index, shift, out var entry))
            {
                continue;
            }

            var address = prefix | ((ulong)index << shift);
            // Bit 47 decides the bits above it.
            address = (ulong)((long)(address << 16) >> 16);
            var mayWrite = writable && (entry & PageEntry.Writable) != 0;
            var mayExecute = executable && (entry & PageEntry.NoExecute) == 0;
            if (shift == PageShift)
            {
                yield return new PageMapping(address, entry & PageEntry.AddressMask, mayWrite, mayExecute);
                continue;
            }

            foreach (var mapping in Below(entry & PageEntry.AddressMask, shift - 9, address, mayWrite, mayExecute))
            {
                yield return mapping;
            }
        }
    }

    private IEnumerable<ulong> TablesBelow(ulong table, int shift)
    {
        yield return table;
        for (var index = 0; index < 512 && shift > PageShift; index++)
        {
            if (TryEntry(table, index, shift, out var entry))
            {
                foreach (var lower in TablesBelow(entry & PageEntry.AddressMask, shift - 9))
                {
                    yield return lower;
                }
            }
        }
    }

    private bool TryEntry(ulong table, int index, int shift, out ulong entry)
    {
        entry = 0;
        if (!memory.Contains(table, PhysicalMemory.PageSize))
        {
            return false;
        }

        // SAFETY: the whole table is memory, and index is below 512.
        entry = ((ulong*)table)[index];
        return (entry & PageEntry.Present) != 0 && (shift == PageShift || (entry & PageSizeBit) == 0);
    }
}
