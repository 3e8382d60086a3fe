using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>The APIC's spurious interrupt register.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
[WireLayout(4)]
public struct Svr
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public uint Raw;

    /// <summary>Bits 0 to 7: vector.</summary>
    public byte Vector { readonly get => (byte)Bits.Get(Raw, 0, 8); set => Raw = (uint)Bits.With(Raw, 0, 8, value); }

    /// <summary>Bit 8: enable.</summary>
    public bool Enable { readonly get => Bits.Get(Raw, 8); set => Raw = (uint)Bits.With(Raw, 8, value); }

    /// <summary>Bit 9: focus processor checking.</summary>
    public bool FocusProcessorChecking { readonly get => Bits.Get(Raw, 9); set => Raw = (uint)Bits.With(Raw, 9, value); }

    /// <summary>Bits 10 to 11: reserved.</summary>
    public byte Rsvd { readonly get => (byte)Bits.Get(Raw, 10, 2); set => Raw = (uint)Bits.With(Raw, 10, 2, value); }

    /// <summary>Bit 12: eoi broadcast suppression.</summary>
    public bool EoiBroadcastSuppression { readonly get => Bits.Get(Raw, 12); set => Raw = (uint)Bits.With(Raw, 12, value); }

    /// <summary>Bits 13 to 31: reserved.</summary>
    public uint Rsvd2 { readonly get => (uint)Bits.Get(Raw, 13, 19); set => Raw = (uint)Bits.With(Raw, 13, 19, value); }
}
