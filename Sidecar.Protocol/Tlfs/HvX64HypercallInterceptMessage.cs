using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A hypercall that VTL0 made and VTL2 handles.</summary>
[StructLayout(LayoutKind.Explicit, Size = 208)]
[WireLayout(208)]
public struct HvX64HypercallInterceptMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;

    [FieldOffset(40)]
    public ulong Rax;

    [FieldOffset(48)]
    public ulong Rbx;

    [FieldOffset(56)]
    public ulong Rcx;

    [FieldOffset(64)]
    public ulong Rdx;

    [FieldOffset(72)]
    public ulong R8;

    [FieldOffset(80)]
    public ulong Rsi;

    [FieldOffset(88)]
    public ulong Rdi;

    [FieldOffset(96)]
    public Array6<AlignedU128> XmmRegisters;

    /// <summary>Flags.</summary>
    [FieldOffset(192)]
    public HvHypercallInterceptMessageFlags Flags;

    /// <summary>Zero.</summary>
    [FieldOffset(196)]
    public Array3<uint> Rsvd2;
}
