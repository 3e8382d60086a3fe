using Sidecar.Cosmos.Memory;
using Sidecar.Protocol.Handlers;
using Sidecar.Simulation.Memory;

namespace Sidecar.Simulation.Processors;

/// <summary>
/// A CPU's translations. Once made, a translation stays until it is invalidated, whatever happens to the tables: a kernel that forgets to invalidate works on the old
/// page here, as it does on hardware. An absent translation is never remembered, again as on hardware. For the CPU's own thread.
/// </summary>
/// <param name="memory">Where the tables lie.</param>
internal sealed unsafe class TranslationCache(PhysicalMemory memory)
{
    private const byte PageFault = 14;
    private const ulong Covered = 2 * AddressSpace.ImageSize;

    private readonly byte*[] _pages = new byte*[Covered / PhysicalMemory.PageSize];
    private PageTables? _tables;

    /// <summary>Loads CR3: another address space, and no translation of the old one.</summary>
    public void Load(ulong top)
    {
        _tables = new PageTables(memory, top);
        System.Array.Clear(_pages);
    }

    /// <summary>The memory behind a virtual address.</summary>
    /// <exception cref="SimulatedCpuException">#PF: nothing is mapped there.</exception>
    public byte* At(ulong virtualAddress)
    {
        var offset = virtualAddress - AddressSpace.ImageBase;
        if (offset >= Covered)
        {
            throw new SimulatedCpuException(PageFault, virtualAddress);
        }

        var page = _pages[offset / PhysicalMemory.PageSize];
        if (page == null)
        {
            page = Walk(virtualAddress);
            _pages[offset / PhysicalMemory.PageSize] = page;
        }

        // SAFETY: the page is memory of the machine, which outlives its CPUs.
        return page + (virtualAddress & (PhysicalMemory.PageSize - 1));
    }

    /// <summary>INVLPG.</summary>
    public void Invalidate(ulong virtualAddress)
    {
        var offset = virtualAddress - AddressSpace.ImageBase;
        if (offset < Covered)
        {
            _pages[offset / PhysicalMemory.PageSize] = null;
        }
    }

    private byte* Walk(ulong virtualAddress)
    {
        if (_tables is null || !_tables.TryTranslate(virtualAddress, out var mapping))
        {
            throw new SimulatedCpuException(PageFault, virtualAddress);
        }

        // Hardware answers accesses to absent memory somehow; here it is a mistake in whatever named the address, and shows as a fault.
        return memory.Contains(mapping.PhysicalAddress, PhysicalMemory.PageSize)
            ? (byte*)mapping.PhysicalAddress
            : throw new SimulatedCpuException(PageFault, virtualAddress);
    }
}
