using System;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation.Memory;

namespace Sidecar.Simulation;

/// <content>Looking at and meddling with what no host could.</content>
public sealed unsafe partial class SimulatedMachine
{
    /// <summary>The page tables that a VP runs on.</summary>
    public PageTables TablesOf(uint vpIndex) => new(Memory, Cpus[(int)vpIndex].Cr3);

    /// <summary>What the kernel keeps of a VP.</summary>
    public ref VpGlobals GlobalsOf(uint vpIndex) => ref Memory.At<VpGlobals>(PhysicalAddress(vpIndex, AddressSpace.GlobalsSlot));

    /// <summary>A VP's command page.</summary>
    public ref CommandPage CommandPageOf(uint vpIndex)
    {
        var (node, nodeCpuIndex) = Locate(vpIndex);
        return ref Memory.At<CommandPage>(_layouts[node].CommandPage(nodeCpuIndex));
    }

    /// <summary>A VP's status byte.</summary>
    public ref byte StatusOf(uint vpIndex)
    {
        var (node, nodeCpuIndex) = Locate(vpIndex);
        return ref StatusOf(node, nodeCpuIndex);
    }

    /// <summary>Interrupts a VP.</summary>
    public void Interrupt(uint vpIndex, byte vector = 0x20) => SendInterrupt(Cpus[(int)vpIndex].ApicId, vector);

    /// <summary>Takes a page away from a VP's address space, as a kernel gone wrong would. While the VP waits.</summary>
    public void Unmap(uint vpIndex, int slot)
    {
        Memory.At<ulong>(PhysicalAddress(vpIndex, AddressSpace.PageTableSlot) + ((ulong)slot * sizeof(ulong))) = 0;
        Cpus[(int)vpIndex].Translations.Invalidate(AddressSpace.Slot(slot));
    }

    private ulong PhysicalAddress(uint vpIndex, int slot)
        => TablesOf(vpIndex).TryTranslate(AddressSpace.Slot(slot), out var mapping)
            ? mapping.PhysicalAddress
            : throw new InvalidOperationException($"VP {vpIndex} has nothing mapped in slot {slot}");
}
