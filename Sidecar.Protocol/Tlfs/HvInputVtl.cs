using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A VTL as hypercalls take it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1)]
[WireLayout(1)]
public struct HvInputVtl
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public byte Raw;

    /// <summary>Bits 0 to 3: the VTL, when one is named.</summary>
    public byte TargetVtlValue { readonly get => (byte)Bits.Get(Raw, 0, 4); set => Raw = (byte)Bits.With(Raw, 0, 4, value); }

    /// <summary>Bit 4: a VTL is named; else it is the caller's.</summary>
    public bool UseTargetVtl { readonly get => Bits.Get(Raw, 4); set => Raw = (byte)Bits.With(Raw, 4, value); }

    /// <summary>Bits 5 to 7: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Raw, 5, 3); set => Raw = (byte)Bits.With(Raw, 5, 3, value); }

    /// <summary>The caller's VTL.</summary>
    public static HvInputVtl CurrentVtl => default;

    /// <summary>A VTL by number.</summary>
    /// <param name="vtl">0 to 15; higher bits are cut.</param>
    public static HvInputVtl FromVtl(byte vtl) => new() { TargetVtlValue = vtl, UseTargetVtl = true };
}
