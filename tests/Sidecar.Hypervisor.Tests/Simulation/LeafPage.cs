namespace Sidecar.Hypervisor.Tests.Simulation;

/// <summary>A page that page tables map.</summary>
/// <param name="Address">Where.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Shift">12, 21 or 30.</param>
public readonly record struct LeafPage(ulong Address, ulong Entry, int Shift)
{
    public ulong Size => 1UL << Shift;

    public ulong Target => Entry & 0x000f_ffff_ffff_f000;

    public bool Writable => (Entry & 2) != 0;

    public bool Executable => Entry >> 63 == 0;
}
