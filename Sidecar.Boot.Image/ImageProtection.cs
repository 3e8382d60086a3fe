using Sidecar.Cosmos.Plugs;

namespace Sidecar.Boot.Image;

/// <summary>
/// Makes the shim's own text and read-only data read-only, and its data no place for code. As far as the image lies in the first 2 MiB, which have small
/// pages; the linker script makes sure that text and read-only data do.
/// </summary>
internal static unsafe class ImageProtection
{
    private const ulong PageSize = 0x1000;
    private const ulong FirstTableEnd = 0x20_0000;
    private const ulong Writable = 2;
    private const ulong NoExecute = 1UL << 63;

    /// <summary>Protects the image.</summary>
    public static void Apply()
    {
        // SAFETY: the layout has five entries, the table one for every page of the first 2 MiB; neither code nor stack in use loses a right that it needs.
        var layout = stackalloc ulong[5];
        BootCalls.ImageLayout(layout);
        var table = BootCalls.FirstPageTable();
        var noExecute = BootCalls.HasNoExecute() ? NoExecute : 0;
        for (var page = layout[0]; page < layout[4] && page < FirstTableEnd; page += PageSize)
        {
            ref var entry = ref table[page / PageSize];
            if (entry == 0)
            {
                // The guard page below the stack.
                continue;
            }

            var isText = page >= layout[1] && page < layout[2];
            entry &= page < layout[3] ? ~Writable : ulong.MaxValue;
            entry |= isText ? 0 : noExecute;
        }

        Paging.WriteCr3(Paging.ReadCr3());
    }

    /// <summary>Unmaps page 0, where null pointers lead. Not before the boot information has been read: QEMU leaves parts of it there.</summary>
    public static void UnmapFirstPage()
    {
        // SAFETY: the table's first entry is page 0's.
        *BootCalls.FirstPageTable() = 0;
        Paging.InvalidatePage(0);
    }
}
