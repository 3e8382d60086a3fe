using Sidecar.Hypervisor.Machine;

namespace Sidecar.Hypervisor.Memory;

/// <summary>The partition's memory as the hypervisor reaches it. Every address of a guest's goes through here.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class PartitionMemory<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Whether a run of bytes is RAM of the partition: inside one range and outside the hypervisor's own.</summary>
    public static bool Contains(Partition* partition, ulong address, ulong length)
    {
        var end = address + length;
        if (end < address || (address < partition->OwnEnd && end > partition->OwnStart))
        {
            return false;
        }

        for (var i = 0u; i < partition->RangeCount; i++)
        {
            // SAFETY: two words a range, RangeCount of them.
            if (address >= partition->Ranges[2 * i] && end <= partition->Ranges[(2 * i) + 1])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The bytes of a run of RAM, or null when <see cref="Contains"/> is false. Hostile: another VP may write them at any time.</summary>
    public static byte* TryMap(Partition* partition, ulong address, ulong length)
        => Contains(partition, address, length) ? TMachine.Physical(address) : null;
}
