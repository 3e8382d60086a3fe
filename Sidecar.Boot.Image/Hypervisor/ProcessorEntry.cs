using Sidecar.Hypervisor.Vp;

namespace Sidecar.Boot.Image.Hypervisor;

/// <summary>What a parked processor takes with it into the hypervisor; Hypervisor.asm knows the layout.</summary>
internal unsafe struct ProcessorEntry
{
    /// <summary>Physical address of the hypervisor's top page table.</summary>
    public ulong RootTable;

    /// <summary>Top of its stack there.</summary>
    public ulong Stack;

    /// <summary>Its VP.</summary>
    public VirtualProcessor* Vp;
}
