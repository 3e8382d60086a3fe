using System.Threading;
using Sidecar.Hypervisor.Machine;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Memory;

/// <summary>
/// Nested page tables (AMD APM volume 2, 15.25): guest physical to physical, always the same address but for overlays. VTL2's are filled as it touches memory, in the largest pages that
/// keep clear of the hypervisor's own; VTL0's hold what VTL2 granted, page by page. Four levels, as the hypervisor's own tables have. Entries are the user's: to the CPU every access of a guest is.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class NestedPageTables<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Bytes of a page.</summary>
    public const ulong PageSize = 0x1000;

    /// <summary>First address that four levels cannot map.</summary>
    public const ulong End = 1UL << 48;

    private const ulong Present = 1;
    private const ulong Writable = 2;
    private const ulong User = 4;
    private const ulong Large = 0x80;
    private const ulong NoExecute = 1UL << 63;
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;
    private const ulong Table = Present | Writable | User;
    private const int LowestShift = 12;
    private const int LargeShift = 21;
    private const int HugeShift = 30;
    private const int TopShift = 39;
    private const int BitsPerLevel = 9;

    /// <summary>
    /// What a VTL may do with the page at <paramref name="address"/>. VTL2 may do everything everywhere, devices included, but nothing in the hypervisor's own memory, and
    /// not write an overlay.
    /// </summary>
    public static VtlAccess AccessOf(Partition* partition, Vtl vtl, ulong address)
    {
        if (address >= End || IsOwn(partition, address, 1))
        {
            return VtlAccess.None;
        }

        if (vtl == Vtl.Vtl2)
        {
            return IsOverlay(partition, address) ? VtlAccess.Read | VtlAccess.Execute : VtlAccess.All;
        }

        var entry = Leaf(partition->Vtl0Root, address);
        return (entry & Present) == 0
            ? VtlAccess.None
            : VtlAccess.Read | ((entry & Writable) != 0 ? VtlAccess.Write : 0) | ((entry & NoExecute) == 0 ? VtlAccess.Execute : 0);
    }

    /// <summary>Whether an overlay page of VTL2 lies over this address.</summary>
    public static bool IsOverlay(Partition* partition, ulong address)
    {
        var page = address & AddressMask;
        return ((partition->Hypercall & 1) != 0 && (partition->Hypercall & AddressMask) == page)
            || ((partition->ReferenceTsc & 1) != 0 && (partition->ReferenceTsc & AddressMask) == page);
    }

    /// <summary>
    /// Sets what VTL0 may do with one page of the partition's RAM. The caller holds no lock, and makes the CPUs forget old translations (Processors.FlushAll) before it
    /// relies on a right being gone.
    /// </summary>
    /// <returns>False when there is no page left for a table; nothing has changed then.</returns>
    public static bool TryProtect(Partition* partition, ulong address, VtlAccess access)
    {
        Acquire(partition);
        var done = true;
        if (access == VtlAccess.None)
        {
            var existing = LeafEntry(partition->Vtl0Root, address);
            if (existing != null)
            {
                Volatile.Write(ref *existing, 0);
            }
        }
        else
        {
            var entry = LowestEntry(partition, partition->Vtl0Root, address);
            done = entry != null;
            if (done)
            {
                Volatile.Write(
                    ref *entry,
                    (address & AddressMask) | Present | User | ((access & VtlAccess.Write) != 0 ? Writable : 0) | ((access & VtlAccess.Execute) != 0 ? 0 : NoExecute));
            }
        }

        Release(partition);
        return done;
    }

    /// <summary>
    /// Maps what VTL2 touched and is not mapped yet: the largest page around the address that keeps clear of the hypervisor's own memory.
    /// </summary>
    /// <returns>False when VTL2 may not reach the address, or there is no page left for a table.</returns>
    public static bool TryMapVtl2(Partition* partition, ulong address)
    {
        if (address >= End || IsOwn(partition, address & ~(PageSize - 1), PageSize))
        {
            return false;
        }

        Acquire(partition);
        var done = MapIdentity(partition, address);
        Release(partition);
        return done;
    }

    /// <summary>Puts a page of the hypervisor's over one of VTL2's, read and execute only. False when there is no page left for a table.</summary>
    public static bool MapOverlay(Partition* partition, ulong address, ulong page)
    {
        Acquire(partition);
        var entry = LowestEntry(partition, partition->Vtl2Root, address);
        if (entry != null)
        {
            Volatile.Write(ref *entry, page | Present | User);
        }

        Release(partition);
        return entry != null;
    }

    /// <summary>Lets VTL2 see its own page again where <see cref="MapOverlay"/> had put one.</summary>
    public static void UnmapOverlay(Partition* partition, ulong address)
    {
        Acquire(partition);
        var entry = LowestEntry(partition, partition->Vtl2Root, address);
        if (entry != null)
        {
            Volatile.Write(ref *entry, (address & AddressMask) | Table);
        }

        Release(partition);
    }

    /// <summary>A zeroed page from the pool; 0 when it is empty. The caller holds the lock, or is alone.</summary>
    public static ulong TakePage(Partition* partition)
    {
        var page = partition->FreePages;
        if (page != 0)
        {
            // SAFETY: pages of the pool are the hypervisor's own; the first word of a free one names the next.
            var words = (ulong*)TMachine.Physical(page);
            partition->FreePages = words[0];
            new System.Span<byte>(words, (int)PageSize).Clear();
        }

        return page;
    }

    /// <summary>Adds a page to the pool. The caller holds the lock, or is alone.</summary>
    public static void GivePage(Partition* partition, ulong page)
    {
        // SAFETY: as above.
        *(ulong*)TMachine.Physical(page) = partition->FreePages;
        partition->FreePages = page;
    }

    private static bool IsOwn(Partition* partition, ulong address, ulong length)
        => address < partition->OwnEnd && address + length > partition->OwnStart;

    private static bool MapIdentity(Partition* partition, ulong address)
    {
        var table = partition->Vtl2Root;
        for (var shift = TopShift; ; shift -= BitsPerLevel)
        {
            var entry = Entry(table, address, shift);
            if ((*entry & Present) != 0)
            {
                if (shift == LowestShift || (*entry & Large) != 0)
                {
                    // Another CPU was faster.
                    return true;
                }

                table = *entry & AddressMask;
                continue;
            }

            var size = 1UL << shift;
            var start = address & ~(size - 1);
            var fits = shift is LowestShift or LargeShift || (shift == HugeShift && partition->HasHugePages);
            if (fits && !IsOwn(partition, start, size))
            {
                Volatile.Write(ref *entry, start | Table | (shift == LowestShift ? 0 : Large));
                return true;
            }

            table = TakePage(partition);
            if (table == 0)
            {
                return false;
            }

            Volatile.Write(ref *entry, table | Table);
        }
    }

    /// <summary>The entry of a 4 KiB page, tables made and larger pages split as needed; null when there is no page left.</summary>
    private static ulong* LowestEntry(Partition* partition, ulong root, ulong address)
    {
        var table = root;
        for (var shift = TopShift; shift > LowestShift; shift -= BitsPerLevel)
        {
            var entry = Entry(table, address, shift);
            var value = *entry;
            if ((value & Present) != 0 && (value & Large) == 0)
            {
                table = value & AddressMask;
                continue;
            }

            table = TakePage(partition);
            if (table == 0)
            {
                return null;
            }

            if ((value & Present) != 0)
            {
                Split(value, table, shift - BitsPerLevel);
            }

            Volatile.Write(ref *entry, table | Table);
        }

        return Entry(table, address, LowestShift);
    }

    private static void Split(ulong large, ulong table, int shift)
    {
        // SAFETY: a fresh page of 512 entries.
        var entries = (ulong*)TMachine.Physical(table);
        var start = large & AddressMask & ~((1UL << (shift + BitsPerLevel)) - 1);
        var flags = (large & ~AddressMask & ~Large) | (shift == LowestShift ? 0 : Large);
        for (var i = 0UL; i < 512; i++)
        {
            entries[i] = (start + (i << shift)) | flags;
        }
    }

    /// <summary>The entry of a 4 KiB page if the tables for it exist, else null. VTL0's tables have no larger pages.</summary>
    private static ulong* LeafEntry(ulong root, ulong address)
    {
        var table = root;
        for (var shift = TopShift; shift > LowestShift; shift -= BitsPerLevel)
        {
            var value = Volatile.Read(ref *Entry(table, address, shift));
            if ((value & Present) == 0)
            {
                return null;
            }

            table = value & AddressMask;
        }

        return Entry(table, address, LowestShift);
    }

    private static ulong Leaf(ulong root, ulong address)
    {
        var entry = LeafEntry(root, address);
        return entry == null ? 0 : Volatile.Read(ref *entry);
    }

    // SAFETY: tables are pages of the hypervisor's own, the index is below 512.
    private static ulong* Entry(ulong table, ulong address, int shift) => (ulong*)TMachine.Physical(table) + ((address >> shift) & 511);

    private static void Acquire(Partition* partition)
    {
        while (Interlocked.CompareExchange(ref partition->Lock, 1u, 0u) != 0)
        {
            TMachine.Pause();
        }
    }

    private static void Release(Partition* partition) => Volatile.Write(ref partition->Lock, 0);
}
