using Sidecar.Hypervisor.Memory;

namespace Sidecar.Hypervisor.Launch;

/// <summary>The hypervisor, laid out.</summary>
public unsafe struct LaunchResult
{
    /// <summary>The partition, at the address it has in the hypervisor's address space too.</summary>
    public Partition* Partition;

    /// <summary>Physical address of the hypervisor's top page table.</summary>
    public ulong RootTable;

    /// <summary>Physical address of room for a copy of boot.elf's image.</summary>
    public ulong ImageCopy;
}
