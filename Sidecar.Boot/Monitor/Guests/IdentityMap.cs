using Sidecar.Boot.Memory;
using Sidecar.Vmm.Memory;

namespace Sidecar.Boot.Monitor.Guests;

/// <summary>VTL0's memory where the monitor has it: at its physical address.</summary>
internal static unsafe class IdentityMap
{
    /// <summary>VTL0's memory.</summary>
    /// <param name="block">The large piece; empty for none.</param>
    /// <param name="low">The piece below 1 MiB; empty for none.</param>
    public static GuestMemory Of(PhysicalRange block, PhysicalRange low) => new(Region(block), Region(low));

    // SAFETY: memory that the shim keeps mapped as it is and gave to VTL0 for good.
    private static GuestRegion Region(PhysicalRange range) => new(range.Start, (byte*)range.Start, range.Length);
}
