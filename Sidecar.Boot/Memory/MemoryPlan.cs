using System;
using Sidecar.Boot.Information;
using Sidecar.Boot.Topology;

namespace Sidecar.Boot.Memory;

/// <summary>Finds out what memory is free to hand out.</summary>
public static class MemoryPlan
{
    /// <summary>The low megabyte: the BIOS, the trampoline and start-up CPUs live there.</summary>
    public const ulong LowMemoryEnd = 0x10_0000;

    /// <summary>
    /// Fills an allocator from the memory map, less the low megabyte, whatever another entry of the map calls anything but usable, the shim, the modules
    /// and what is beyond the identity map.
    /// </summary>
    /// <param name="information">What the boot loader said.</param>
    /// <param name="image">The shim itself.</param>
    /// <param name="mappedEnd">End of the identity map.</param>
    /// <param name="allocator">The allocator.</param>
    public static void Fill(in BootInformation information, PhysicalRange image, ulong mappedEnd, ref PageAllocator allocator)
    {
        allocator = default;
        foreach (ref readonly var region in information.Regions)
        {
            if (region.Kind == MemoryRegion.Usable)
            {
                allocator.Add(region.Range.Intersect(new PhysicalRange(LowMemoryEnd, mappedEnd)));
            }
        }

        // In a second pass, because entries may overlap, and then the more careful one is right.
        foreach (ref readonly var region in information.Regions)
        {
            if (region.Kind != MemoryRegion.Usable)
            {
                allocator.Remove(region.Range);
            }
        }

        allocator.Remove(image);
        foreach (ref readonly var module in information.Modules)
        {
            allocator.Remove(module.Range);
        }
    }

    /// <summary>Says which NUMA node memory is of.</summary>
    public static void Assign(ReadOnlySpan<NumaMemory> memory, ref PageAllocator allocator)
    {
        foreach (ref readonly var range in memory)
        {
            allocator.Assign(range.Range, range.NumaNode);
        }
    }

    /// <summary>
    /// A page below 1 MiB for the code that a starting CPU runs first. The BIOS keeps its data in the first 4 KiB and, often, at the top of low memory.
    /// </summary>
    /// <param name="information">What the boot loader said.</param>
    /// <param name="page">Physical address of the page.</param>
    /// <returns>False when the memory map has no usable page there.</returns>
    public static bool TryFindTrampoline(in BootInformation information, out ulong page)
    {
        const ulong First = 0x8000;
        const ulong End = 0xa_0000;
        for (page = First; page < End; page += PageAllocator.PageSize)
        {
            if (IsUsable(information, new PhysicalRange(page, page + PageAllocator.PageSize)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>64 KiB below 1 MiB for VTL0, where code in real mode expects to run.</summary>
    /// <param name="information">What the boot loader said.</param>
    /// <param name="trampoline">The page that is taken already.</param>
    /// <param name="range">The memory.</param>
    /// <returns>False when it is not free.</returns>
    public static bool TryFindGuestLowMemory(in BootInformation information, ulong trampoline, out PhysicalRange range)
    {
        const ulong First = 0x1_0000;
        const ulong Length = 0x1_0000;
        range = new(First, First + Length);
        return !range.Overlaps(new(trampoline, trampoline + PageAllocator.PageSize)) && IsUsable(information, range);
    }

    /// <summary>An address that no RAM answers: above all that the boot loader told of, below where a guest's window ends. 0 when there is none.</summary>
    public static ulong UnmappedAddress(in BootInformation information)
    {
        const ulong Gibibyte = 1 << 30;
        const ulong GuestWindow = 512 * Gibibyte;

        // Below 4 GiB there may be devices.
        var end = 4 * Gibibyte;
        foreach (ref readonly var region in information.Regions)
        {
            end = region.Kind == MemoryRegion.Usable ? Math.Max(end, region.Range.End) : end;
        }

        var address = (end + Gibibyte - 1) & ~(Gibibyte - 1);
        return address < GuestWindow ? address : 0;
    }

    private static bool IsUsable(in BootInformation information, PhysicalRange page)
    {
        var inside = false;
        foreach (ref readonly var region in information.Regions)
        {
            if (!region.Range.Overlaps(page))
            {
                continue;
            }

            if (region.Kind != MemoryRegion.Usable)
            {
                return false;
            }

            inside |= region.Range.Start <= page.Start && region.Range.End >= page.End;
        }

        foreach (ref readonly var module in information.Modules)
        {
            inside &= !module.Range.Overlaps(page);
        }

        return inside;
    }
}
