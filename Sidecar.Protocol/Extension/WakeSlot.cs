using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Extension;

/// <summary>
/// One CPU's wake-up mailbox, 64 bytes. The CPU enters <see cref="Entry"/> in 64-bit mode on the shim's identity page tables, RDI = <see cref="Argument"/>,
/// interrupts off, x2APIC on, on a small stack of the shim's that it should leave at once.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
[WireLayout(64, Padding = 40)]
public struct WakeSlot
{
    /// <summary>Physical address to jump to.</summary>
    [FieldOffset(0)]
    public ulong Entry;

    /// <summary>Passed in RDI.</summary>
    [FieldOffset(8)]
    public ulong Argument;

    /// <summary>x2APIC id of the CPU, for the wake-up interrupt.</summary>
    [FieldOffset(16)]
    public uint ApicId;

    /// <summary>A <see cref="WakeSlotState"/>.</summary>
    [FieldOffset(20)]
    public uint State;
}
