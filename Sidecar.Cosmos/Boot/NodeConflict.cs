using System;
using Sidecar.Protocol.Pages;

namespace Sidecar.Cosmos.Boot;

/// <summary>What no shim should say of a node, and what would have one VP write another's pages, or the kernel's.</summary>
public static unsafe class NodeConflict<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>First address that a page table entry cannot hold.</summary>
    private const ulong AddressLimit = 1UL << 52;

    /// <summary>Says what is wrong with a node, given the ones before it; empty when nothing is.</summary>
    /// <param name="index">The node's index; the nodes before it are in the image state.</param>
    /// <param name="node">The node.</param>
    /// <param name="size">Bytes of memory that it uses, at most its memory_size.</param>
    public static ReadOnlySpan<byte> Find(uint index, SidecarNodeParams node, ulong size)
    {
        var image = TMachine.Image;
        if (node.MemoryBase >= AddressLimit || size > AddressLimit - node.MemoryBase)
        {
            return "the memory ends beyond 2^52"u8;
        }

        if (node.BaseVp > uint.MaxValue - node.VpCount)
        {
            return "the VP numbers run over 2^32"u8;
        }

        if (Overlap(node.MemoryBase, size, image->ImagePhysicalBase, image->ImageSize))
        {
            return "the memory is the kernel image's"u8;
        }

        for (var i = 0u; i < index; i++)
        {
            // SAFETY: index is at most the number of nodes, which was checked against the array's length.
            var other = (NodeState*)&image->Nodes + i;
            if (Overlap(node.MemoryBase, size, other->MemoryBase, VpSetup<TMachine>.LayoutOf(other).TotalSize))
            {
                return "the memory is also an earlier node's"u8;
            }

            if (Overlap(node.BaseVp, node.VpCount, other->BaseVp, other->VpCount))
            {
                return "VPs are also an earlier node's"u8;
            }
        }

        return default;
    }

    private static bool Overlap(ulong start, ulong length, ulong otherStart, ulong otherLength)
        => start < otherStart + otherLength && otherStart < start + length;
}
