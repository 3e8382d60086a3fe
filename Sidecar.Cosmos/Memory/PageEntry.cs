namespace Sidecar.Cosmos.Memory;

/// <summary>Page table entries as the kernel makes them. Nothing it maps is both writable and executable.</summary>
public static class PageEntry
{
    /// <summary>Present.</summary>
    public const ulong Present = 1;

    /// <summary>Writable.</summary>
    public const ulong Writable = 2;

    /// <summary>Not executable (needs EFER.NXE).</summary>
    public const ulong NoExecute = 1UL << 63;

    /// <summary>The physical address in an entry.</summary>
    public const ulong AddressMask = 0x000f_ffff_ffff_f000;

    /// <summary>An entry that leads to another table. The leaf entries decide what is allowed.</summary>
    public static ulong Table(ulong physicalAddress) => (physicalAddress & AddressMask) | Present | Writable;

    /// <summary>An entry for data: read and write, never executed.</summary>
    public static ulong Data(ulong physicalAddress) => (physicalAddress & AddressMask) | Present | Writable | NoExecute;
}
