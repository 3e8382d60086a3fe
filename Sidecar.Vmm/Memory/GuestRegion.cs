using System;

namespace Sidecar.Vmm.Memory;

/// <summary>A piece of VTL0's memory that is mapped in the host: where the guest has it, and where the host has it.</summary>
/// <param name="start">Guest-physical address of the first byte.</param>
/// <param name="mapping">The host's address of it: memory that stays mapped, and that is VTL0's for good.</param>
/// <param name="length">Bytes; 0 for no memory.</param>
public readonly unsafe struct GuestRegion(ulong start, byte* mapping, ulong length)
{
    private readonly byte* _mapping = mapping;

    /// <summary>Guest-physical address of the first byte.</summary>
    public ulong Start { get; } = start;

    /// <summary>Bytes.</summary>
    public ulong Length { get; } = length;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The bytes from a guest-physical address on. False when any of them is not in this piece.</summary>
    /// <param name="address">Guest-physical.</param>
    /// <param name="length">Bytes, at least 1.</param>
    /// <param name="bytes">The bytes.</param>
    public bool TryMap(ulong address, int length, out Span<byte> bytes)
    {
        bytes = default;
        // Below the start it wraps round, to beyond every length.
        var offset = address - Start;
        if (offset >= Length || (ulong)(uint)length > Length - offset)
        {
            return false;
        }

        // SAFETY: checked to lie in the mapping that whoever made this value vouches for.
        bytes = new Span<byte>(_mapping + offset, length);
        return true;
    }
}
