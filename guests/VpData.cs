using System.Runtime.InteropServices;

namespace Sidecar.Guests;

/// <summary>A VP's own data, at the bottom of its stack (Vp.inc).</summary>
[StructLayout(LayoutKind.Explicit, Size = 64 + (256 * sizeof(uint)))]
internal unsafe struct VpData
{
    /// <summary>Vector of the last interrupt or exception.</summary>
    [FieldOffset(16)]
    internal ulong Vector;

    /// <summary>What a guarded operation gave.</summary>
    [FieldOffset(48)]
    internal ulong Value;

    /// <summary>Interrupts and exceptions, by vector.</summary>
    [FieldOffset(64)]
    internal fixed uint Counts[256];
}
