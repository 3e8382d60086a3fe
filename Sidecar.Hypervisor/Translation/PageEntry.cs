using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Translation;

/// <summary>Bits of page table entries, and which of them must be zero (AMD APM 2, 5.2 to 5.4).</summary>
public static class PageEntry
{
    public const ulong Present = 1;
    public const ulong Writable = 2;
    public const ulong User = 4;
    public const ulong Accessed = 0x20;
    public const ulong Dirty = 0x40;
    public const ulong Large = 0x80;
    public const ulong NoExecute = 1UL << 63;

    /// <summary>Where a 64-bit entry has its address.</summary>
    public const ulong AddressMask = 0x000f_ffff_ffff_f000;

    /// <summary>Where a 32-bit entry has its address.</summary>
    public const ulong LegacyAddressMask = 0xffff_f000;

    private const ulong LargeLegacyReserved = 1UL << 21;
    private const ulong DirectoryPointerReserved = 0x1e6;
    private const ulong PaeReserved = 0x7ff0_0000_0000_0000;
    private const int LargeAddressStart = 13;
    private const int HugeShift = 30;

    /// <summary>Bits that must be zero, the physical address's width aside.</summary>
    /// <param name="mode">Not <see cref="PagingMode.None"/>.</param>
    /// <param name="shift">Bits of the address below the entry's level.</param>
    /// <param name="large">Whether the entry maps a large page.</param>
    /// <param name="noExecute">Whether there is a no-execute bit.</param>
    /// <param name="hasHuge">Whether pages may be of 1 GiB.</param>
    public static ulong Reserved(PagingMode mode, int shift, bool large, bool noExecute, bool hasHuge)
    {
        if (mode == PagingMode.Legacy)
        {
            return large ? LargeLegacyReserved : 0;
        }

        var reserved = noExecute ? 0 : NoExecute;
        if (mode == PagingMode.Pae)
        {
            reserved |= PaeReserved;
            if (shift == HugeShift)
            {
                return reserved | NoExecute | DirectoryPointerReserved;
            }
        }

        if (shift > HugeShift || (shift == HugeShift && !hasHuge))
        {
            reserved |= Large;
        }

        // Between the attribute bit (12) and the page's address.
        return large ? reserved | ((1UL << shift) - (1UL << LargeAddressStart)) : reserved;
    }

    /// <summary>Whether an entry of this level with bit 7 set maps a page.</summary>
    public static bool CanBeLarge(in PagingState state, PagingMode mode, int shift) => mode switch
    {
        PagingMode.Legacy => shift == 22 && (state.Cr4 & Cr4.Pse) != 0,
        PagingMode.Pae => shift == 21,
        _ => shift is 21 or HugeShift,
    };

    /// <summary>Physical address of the page of an entry.</summary>
    public static ulong Page(PagingMode mode, ulong entry, int shift, bool large)
    {
        if (mode != PagingMode.Legacy)
        {
            return entry & AddressMask & ~((1UL << shift) - 1);
        }

        // A 4 MiB page has bits 32 to 39 of its address in bits 13 to 20 (PSE-36).
        return large ? (entry & 0xffc0_0000) | (((entry >> LargeAddressStart) & 0xff) << 32) : entry & LegacyAddressMask;
    }
}
