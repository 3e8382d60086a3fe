using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>The hypercall MSR: where the hypercall page goes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct MsrHypercallContents
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: enable.</summary>
    public bool Enable { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: locked.</summary>
    public bool Locked { readonly get => Bits.Get(Raw, 1); set => Raw = Bits.With(Raw, 1, value); }

    /// <summary>Bits 2 to 11: reserved.</summary>
    public ushort ReservedP { readonly get => (ushort)Bits.Get(Raw, 2, 10); set => Raw = Bits.With(Raw, 2, 10, value); }

    /// <summary>Bits 12 to 63: guest page number.</summary>
    public ulong Gpn { readonly get => Bits.Get(Raw, 12, 52); set => Raw = Bits.With(Raw, 12, 52, value); }
}
