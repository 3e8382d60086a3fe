using Sidecar.Hypervisor.Machine;

namespace Sidecar.Hypervisor.Launch;

/// <summary>
/// The hypervisor's own page tables. Text can only be read and executed, read-only data only read, everything else not be executed; the page below each stack is not mapped, and
/// neither is anything at the low addresses but the image.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class RootTables<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong PageSize = 0x1000;
    private const ulong Present = 1;
    private const ulong Writable = 2;
    private const ulong Large = 0x80;
    private const ulong NoExecute = 1UL << 63;
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;
    private const int TopShift = 39;
    private const int HugeShift = 30;
    private const int LargeShift = 21;
    private const int LowestShift = 12;
    private const int BitsPerLevel = 9;

    /// <summary>Makes the tables.</summary>
    /// <param name="parameters">What the launch was given.</param>
    /// <param name="copy">Physical address of the image's copy.</param>
    /// <param name="stacks">Physical address of the stacks, one after the other.</param>
    /// <param name="huge">Whether the CPU has 1 GiB pages.</param>
    /// <param name="supply">Where pages come from.</param>
    /// <returns>Physical address of the top table.</returns>
    public static ulong Build(in LaunchParameters parameters, ulong copy, ulong stacks, bool huge, ref PageSupply<TMachine> supply)
    {
        var root = supply.Take(1);
        for (var page = parameters.Image[0]; page < parameters.Image[4]; page += PageSize)
        {
            if (page == parameters.Image[5])
            {
                continue;
            }

            var rights = page < parameters.Image[1] ? NoExecute
                : page < parameters.Image[2] ? 0
                : page < parameters.Image[3] ? NoExecute
                : NoExecute | Writable;
            Map(root, page, copy + (page - parameters.Image[0]), rights, LowestShift, ref supply);
        }

        var shift = huge ? HugeShift : LargeShift;
        for (var address = 0UL; address < parameters.MappedEnd; address += 1UL << shift)
        {
            Map(root, RootLayout.Physical + address, address, NoExecute | Writable, shift, ref supply);
        }

        for (var vp = 0u; vp < parameters.VpCount; vp++)
        {
            for (var page = 0u; page < RootLayout.StackPages; page++)
            {
                var below = (RootLayout.StackPages - page) * PageSize;
                Map(root, RootLayout.StackTop(vp) - below, stacks + (((vp * RootLayout.StackPages) + page) * PageSize), NoExecute | Writable, LowestShift, ref supply);
            }
        }

        return root;
    }

    private static void Map(ulong root, ulong address, ulong physical, ulong rights, int shift, ref PageSupply<TMachine> supply)
    {
        var table = root;
        for (var level = TopShift; level > shift; level -= BitsPerLevel)
        {
            // SAFETY: tables are pages of the supply, the index is below 512.
            var entry = (ulong*)TMachine.Physical(table) + ((address >> level) & 511);
            if (*entry == 0)
            {
                *entry = supply.Take(1) | Present | Writable;
            }

            table = *entry & AddressMask;
        }

        ((ulong*)TMachine.Physical(table))[(address >> shift) & 511] = physical | Present | rights | (shift == LowestShift ? 0 : Large);
    }
}
