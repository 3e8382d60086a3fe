namespace Sidecar.Hypervisor.Launch;

/// <summary>How much memory the hypervisor takes.</summary>
public static class RootMemory
{
    /// <summary>Pages for nested page tables beyond what VTL0's smallest pages need.</summary>
    private const ulong SparePages = 128;

    /// <summary>VP (two pages), three VMCBs, host state, stack.</summary>
    public const ulong PagesPerVp = 2 + 3 + 1 + RootLayout.StackPages;

    /// <summary>Partition, VP list, permission maps, overlays, idle page and its tables, the root's own tables.</summary>
    private const ulong FixedPages = 64;

    /// <summary>Pages that the hypervisor needs: about 60 KiB a VP, 1/512 of the memory and the image.</summary>
    /// <param name="vps">Number of VPs.</param>
    /// <param name="ramBytes">Bytes of RAM.</param>
    /// <param name="imageBytes">Bytes of boot.elf in memory.</param>
    public static ulong RequiredPages(uint vps, ulong ramBytes, ulong imageBytes)
        => FixedPages + SparePages + (vps * PagesPerVp) + (ramBytes >> 21) + (imageBytes >> 12) + (vps / 32);
}
