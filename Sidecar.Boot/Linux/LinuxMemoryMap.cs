using Sidecar.Boot.Information;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Linux;

/// <summary>
/// The memory map that Linux gets: the firmware's, in which of the usable memory only that stays usable which nobody has. What the shim handed out - hypervisor, sidecar, VTL0, its own mailbox -
/// becomes reserved without being named here: nothing can be forgotten.
/// </summary>
public static class LinuxMemoryMap
{
    private const uint Reserved = 2;
    private const uint AcpiTables = 3;

    /// <summary>Collects what Linux may use: free memory, the boot loader's modules, which nobody needs any more, and low memory.</summary>
    /// <param name="information">What the boot loader said.</param>
    /// <param name="free">Memory that is free.</param>
    /// <param name="trampoline">The page of the start-up code; 0 when there is none.</param>
    /// <param name="guestLow">VTL0's memory below 1 MiB; may be empty.</param>
    /// <param name="usable">Becomes a copy of <paramref name="free"/> and the rest.</param>
    public static void Collect(in BootInformation information, in PageAllocator free, ulong trampoline, PhysicalRange guestLow, ref PageAllocator usable)
    {
        usable = free;
        foreach (ref readonly var region in information.Regions)
        {
            if (region.Kind != MemoryRegion.Usable)
            {
                continue;
            }

            usable.Add(region.Range.Intersect(new(0, MemoryPlan.LowMemoryEnd)));
            foreach (ref readonly var module in information.Modules)
            {
                usable.Add(module.Range.GrowToPages().Intersect(region.Range));
            }
        }

        foreach (ref readonly var region in information.Regions)
        {
            if (region.Kind != MemoryRegion.Usable)
            {
                usable.Remove(region.Range);
            }
        }

        if (trampoline != 0)
        {
            usable.Remove(PhysicalRange.OfLength(trampoline, PageAllocator.PageSize));
        }

        if (guestLow.Length != 0)
        {
            usable.Remove(guestLow);
        }
    }

    /// <summary>Writes the map.</summary>
    /// <param name="information">What the boot loader said.</param>
    /// <param name="usable">What <see cref="Collect"/> found.</param>
    /// <param name="tables">Where the shim's ACPI tables lie; not in <paramref name="usable"/>.</param>
    /// <param name="parameters">Where it goes.</param>
    public static LinuxResult Write(in BootInformation information, in PageAllocator usable, PhysicalRange tables, BootParameters parameters)
    {
        var good = parameters.TryAddRegion(tables, AcpiTables);
        foreach (ref readonly var region in information.Regions)
        {
            if (region.Kind != MemoryRegion.Usable)
            {
                good &= parameters.TryAddRegion(region.Range, region.Kind);
                continue;
            }

            // Where entries overlap, Linux takes the one of the higher type: usable memory must not lie in a reserved piece, nor the tables in one.
            for (var at = region.Range.Start; at < region.Range.End && good;)
            {
                var piece = NextPiece(usable, tables, at, region.Range.End);
                if (piece.Start > at)
                {
                    good &= parameters.TryAddRegion(new(at, piece.Start), Reserved);
                }

                if (!piece.IsEmpty && !(piece.Start == tables.Start && piece.End == tables.End))
                {
                    good &= parameters.TryAddRegion(piece, MemoryRegion.Usable);
                }

                at = piece.End;
            }
        }

        return good ? default : new(LinuxProblem.MemoryMap, BootParameters.MaxRegions);
    }

    /// <summary>The first piece that is usable, or the tables, from an address on; an empty one at the end when there is none. Neighbours are one piece.</summary>
    private static PhysicalRange NextPiece(in PageAllocator usable, PhysicalRange tables, ulong at, ulong end)
    {
        var bounds = new PhysicalRange(at, end);
        var first = tables.Intersect(bounds);
        var isTables = !first.IsEmpty;
        first = isTables ? first : new(end, end);
        foreach (ref readonly var free in usable.FreeRanges)
        {
            var piece = free.Range.Intersect(bounds);
            if (!piece.IsEmpty && piece.Start < first.Start)
            {
                first = piece;
                isTables = false;
            }
        }

        for (var grown = !isTables && !first.IsEmpty; grown;)
        {
            grown = false;
            foreach (ref readonly var free in usable.FreeRanges)
            {
                var piece = free.Range.Intersect(bounds);
                if (!piece.IsEmpty && piece.Start <= first.End && piece.End > first.End)
                {
                    first = new(first.Start, piece.End);
                    grown = true;
                }
            }
        }

        return first;
    }
}
