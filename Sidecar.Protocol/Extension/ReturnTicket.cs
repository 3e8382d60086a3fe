using System;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Extension;

/// <summary>
/// How a removed CPU comes back to the sidecar. The kernel puts it into the last bytes of the VP's command page, which OpenHCL leaves zero, when the VP comes up;
/// it holds once the VP shows REMOVED. The CPU is then sent to <see cref="Entry"/> as from a <see cref="WakeSlot"/>: 64-bit mode, identity map that is executable at
/// Entry and writable at Argument, RDI = <see cref="Argument"/>, interrupts off, none pending or in service. A VP whose kernel failed has no ticket, nor has one
/// whose host overwrote it: such a CPU cannot come back. Not of OpenHCL's protocol, whose CPUs never come back.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
[WireLayout(Size)]
public struct ReturnTicket
{
    /// <summary>Bytes of the structure.</summary>
    public const int Size = 32;

    /// <summary>Byte offset in the command page.</summary>
    public const int Offset = SidecarLimits.PageSize - Size;

    /// <summary>"SIDERETN", little-endian.</summary>
    public const ulong ExpectedMagic = 0x4e54_4552_4544_4953;

    /// <summary>The version that this source describes.</summary>
    public const uint ExpectedVersion = 1;

    /// <summary>Bytes that the kernel reads and writes from <see cref="Argument"/> on.</summary>
    public const int ArgumentSize = 256;

    /// <summary>Must be <see cref="ExpectedMagic"/>.</summary>
    [FieldOffset(0)]
    public ulong Magic;

    /// <summary>Must be <see cref="ExpectedVersion"/>.</summary>
    [FieldOffset(8)]
    public uint Version;

    /// <summary>The VP's index in the machine.</summary>
    [FieldOffset(12)]
    public uint VpIndex;

    /// <summary>Physical address to jump to, in the kernel's image.</summary>
    [FieldOffset(16)]
    public ulong Entry;

    /// <summary>Passed in RDI: a physical address in the VP's private memory, of an InitialVpContextX64 and of what else the kernel keeps there.</summary>
    [FieldOffset(24)]
    public ulong Argument;

    /// <summary>The ticket's bytes on a command page. The other side may write there at any time: copy first, then check.</summary>
    public static Span<byte> On(ref CommandPage page) => MemoryMarshal.AsBytes((Span<ulong>)page.Reserved)[^Size..];

    /// <summary>Whether this is a ticket for a VP that leads into a kernel's image and points into its node's memory.</summary>
    /// <param name="vpIndex">The VP.</param>
    /// <param name="bounds">Where the kernel and the node lie.</param>
    public readonly bool IsFor(uint vpIndex, ReturnBounds bounds)
        => Magic == ExpectedMagic && Version == ExpectedVersion && VpIndex == vpIndex && bounds.Hold(Entry, Argument);
}
