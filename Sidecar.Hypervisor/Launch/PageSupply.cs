using System;
using Sidecar.Hypervisor.Machine;

namespace Sidecar.Hypervisor.Launch;

/// <summary>The hypervisor's memory as it is handed out during launch, from its start upwards, zeroed.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
/// <param name="start">Physical address.</param>
/// <param name="end">Physical address of its end.</param>
public unsafe ref struct PageSupply<TMachine>(ulong start, ulong end)
    where TMachine : struct, IHypervisorMachine
{
    private const ulong PageSize = 0x1000;

    /// <summary>First byte that is still free.</summary>
    public ulong Next { get; private set; } = start;

    /// <summary>Whether more was taken than there was. Whatever was handed out too much overlaps the last page.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Pages in one piece; their physical address.</summary>
    public ulong Take(ulong pages)
    {
        if (pages > (end - Next) / PageSize)
        {
            Exhausted = true;
            return end - PageSize;
        }

        var address = Next;
        Next += pages * PageSize;
        // SAFETY: inside the hypervisor's memory, which nobody else uses.
        new Span<byte>(TMachine.Physical(address), (int)(pages * PageSize)).Clear();
        return address;
    }
}
