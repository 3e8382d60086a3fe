using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>A 64-bit task state segment.</summary>
[StructLayout(LayoutKind.Explicit, Size = 104)]
[WireLayout(104)]
public struct Tss64
{
    /// <summary>Zero.</summary>
    [FieldOffset(0)]
    public uint Mbz0;

    /// <summary>Stack pointers for a change to ring 0, 1, 2.</summary>
    [FieldOffset(4)]
    public Array3<ulong> Rsp;

    /// <summary>Interrupt stacks; element 0 is unused, element n is IST n.</summary>
    [FieldOffset(28)]
    public Array8<ulong> Ist;

    /// <summary>Zero.</summary>
    [FieldOffset(92)]
    public ulong Mbz1;

    /// <summary>Zero.</summary>
    [FieldOffset(100)]
    public ushort Mbz2;

    /// <summary>Offset of the I/O bitmap; the TSS's size when there is none.</summary>
    [FieldOffset(102)]
    public ushort IoMapBase;
}
