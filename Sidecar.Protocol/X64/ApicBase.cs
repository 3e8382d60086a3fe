using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>The APIC base MSR.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct ApicBase
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 7: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Raw, 0, 8); set => Raw = Bits.With(Raw, 0, 8, value); }

    /// <summary>Bit 8: bsp.</summary>
    public bool Bsp { readonly get => Bits.Get(Raw, 8); set => Raw = Bits.With(Raw, 8, value); }

    /// <summary>Bit 9: reserved.</summary>
    public bool Reserved2 { readonly get => Bits.Get(Raw, 9); set => Raw = Bits.With(Raw, 9, value); }

    /// <summary>Bit 10: x2apic.</summary>
    public bool X2apic { readonly get => Bits.Get(Raw, 10); set => Raw = Bits.With(Raw, 10, value); }

    /// <summary>Bit 11: enable.</summary>
    public bool Enable { readonly get => Bits.Get(Raw, 11); set => Raw = Bits.With(Raw, 11, value); }

    /// <summary>Bits 12 to 35: base page.</summary>
    public uint BasePage { readonly get => (uint)Bits.Get(Raw, 12, 24); set => Raw = Bits.With(Raw, 12, 24, value); }

    /// <summary>Bits 36 to 63: reserved.</summary>
    public uint Reserved3 { readonly get => (uint)Bits.Get(Raw, 36, 28); set => Raw = Bits.With(Raw, 36, 28, value); }
}
