using System;

namespace Sidecar.Vmm.Memory;

/// <summary>VTL0's memory as the VMM reaches it: the pieces that were granted, and nothing else. Hostile: a guest may write it at any time.</summary>
/// <param name="block">The large piece; empty for none.</param>
/// <param name="low">The piece below 1 MiB, for code that starts in real mode; empty for none.</param>
public readonly struct GuestMemory(GuestRegion block, GuestRegion low)
{
    /// <summary>The large piece.</summary>
    public GuestRegion Block { get; } = block;

    /// <summary>The piece below 1 MiB.</summary>
    public GuestRegion Low { get; } = low;

    /// <summary>The bytes from a guest-physical address on. False when any of them is not the guest's.</summary>
    /// <param name="address">Guest-physical.</param>
    /// <param name="length">Bytes, at least 1.</param>
    /// <param name="bytes">The bytes, where the host has them.</param>
    public bool TryMap(ulong address, int length, out Span<byte> bytes) => Block.TryMap(address, length, out bytes) || Low.TryMap(address, length, out bytes);
}
