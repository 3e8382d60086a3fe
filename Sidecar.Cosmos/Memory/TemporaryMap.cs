namespace Sidecar.Cosmos.Memory;

/// <summary>Windows on physical pages that the CPU does not map for good. A window's owner uses it until the next Map of the same one.</summary>
public static unsafe class TemporaryMap<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Maps the page that holds a physical address and returns the byte at that address.</summary>
    /// <param name="window">0 to AddressSpace.TemporarySlots - 1.</param>
    /// <param name="physicalAddress">Any physical address of memory.</param>
    public static byte* Map(int window, ulong physicalAddress)
    {
        var slot = AddressSpace.TemporarySlot + window;
        // SAFETY: slot 0 maps this CPU's own page table, which has 512 entries; window is one of the few constants in this kernel.
        var table = (ulong*)TMachine.At(AddressSpace.Slot(AddressSpace.PageTableSlot));
        table[slot] = PageEntry.Data(physicalAddress);
        TMachine.InvalidatePage(AddressSpace.Slot(slot));
        return TMachine.At(AddressSpace.Slot(slot)) + (physicalAddress & (AddressSpace.PageSize - 1));
    }

    /// <summary>Maps two pages in a row, for a structure that may cross a page boundary.</summary>
    /// <param name="window">The first of two windows.</param>
    /// <param name="physicalAddress">Any physical address of memory.</param>
    public static byte* MapTwo(int window, ulong physicalAddress)
    {
        Map(window + 1, physicalAddress + AddressSpace.PageSize);
        return Map(window, physicalAddress);
    }

    /// <summary>Removes a window's mapping.</summary>
    public static void Unmap(int window)
    {
        var slot = AddressSpace.TemporarySlot + window;
        // SAFETY: as in Map.
        var table = (ulong*)TMachine.At(AddressSpace.Slot(AddressSpace.PageTableSlot));
        table[slot] = 0;
        TMachine.InvalidatePage(AddressSpace.Slot(slot));
    }

    /// <summary>Removes every window's mapping, so that a CPU that serves commands reaches nothing but its own pages.</summary>
    public static void UnmapAll()
    {
        for (var window = 0; window < AddressSpace.TemporarySlots; window++)
        {
            Unmap(window);
        }
    }

    /// <summary>Physical address of the page in one of this CPU's slots.</summary>
    public static ulong PhysicalAddress(int slot)
    {
        // SAFETY: as in Map.
        var table = (ulong*)TMachine.At(AddressSpace.Slot(AddressSpace.PageTableSlot));
        return table[slot] & PageEntry.AddressMask;
    }
}
