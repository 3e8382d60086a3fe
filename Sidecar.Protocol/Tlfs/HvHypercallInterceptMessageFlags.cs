using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Flags of a hypercall intercept.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
[WireLayout(4)]
public struct HvHypercallInterceptMessageFlags
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public uint Raw;

    /// <summary>Bit 0: is isolated.</summary>
    public bool IsIsolated { readonly get => Bits.Get(Raw, 0); set => Raw = (uint)Bits.With(Raw, 0, value); }

    /// <summary>Bits 1 to 31: reserved.</summary>
    public uint Reserved { readonly get => (uint)Bits.Get(Raw, 1, 31); set => Raw = (uint)Bits.With(Raw, 1, 31, value); }
}
