using System;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Monitor.Guests;

/// <summary>VTL0's memory as the monitor reaches it: the pieces that were granted, and nothing else. Hostile: a guest may write it at any time.</summary>
/// <param name="block">The large piece; empty for none.</param>
/// <param name="low">The piece below 1 MiB, for code that starts in real mode; empty for none.</param>
public readonly unsafe struct GuestMemory(PhysicalRange block, PhysicalRange low)
{
    /// <summary>The large piece.</summary>
    public PhysicalRange Block { get; } = block;

    /// <summary>The piece below 1 MiB.</summary>
    public PhysicalRange Low { get; } = low;

    /// <summary>The bytes from a guest-physical address on. False when any of them is not the guest's.</summary>
    /// <param name="address">Guest-physical, which is the machine's.</param>
    /// <param name="length">Bytes, at least 1.</param>
    /// <param name="bytes">The bytes.</param>
    public bool TryMap(ulong address, int length, out Span<byte> bytes)
    {
        bytes = default;
        if (!Lies(address, (uint)length, Block) && !Lies(address, (uint)length, Low))
        {
            return false;
        }

        // SAFETY: checked to lie in memory that the shim keeps mapped as it is and gave to VTL0 for good.
        bytes = new Span<byte>((void*)address, length);
        return true;
    }

    private static bool Lies(ulong address, ulong length, PhysicalRange range)
        => !range.IsEmpty && address >= range.Start && address < range.End && length <= range.End - address;
}
