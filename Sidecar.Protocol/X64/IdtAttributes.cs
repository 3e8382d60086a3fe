using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>Attributes of an interrupt gate.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2)]
[WireLayout(2)]
public struct IdtAttributes
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ushort Raw;

    /// <summary>Bits 0 to 2: interrupt stack, 0 for none.</summary>
    public byte Ist { readonly get => (byte)Bits.Get(Raw, 0, 3); set => Raw = (ushort)Bits.With(Raw, 0, 3, value); }

    /// <summary>Bits 3 to 7: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Raw, 3, 5); set => Raw = (ushort)Bits.With(Raw, 3, 5, value); }

    /// <summary>Bits 8 to 11: 0xe interrupt gate, 0xf trap gate.</summary>
    public byte GateType { readonly get => (byte)Bits.Get(Raw, 8, 4); set => Raw = (ushort)Bits.With(Raw, 8, 4, value); }

    /// <summary>Bit 12: reserved.</summary>
    public bool Reserved2 { readonly get => Bits.Get(Raw, 12); set => Raw = (ushort)Bits.With(Raw, 12, value); }

    /// <summary>Bits 13 to 14: dpl.</summary>
    public byte Dpl { readonly get => (byte)Bits.Get(Raw, 13, 2); set => Raw = (ushort)Bits.With(Raw, 13, 2, value); }

    /// <summary>Bit 15: present.</summary>
    public bool Present { readonly get => Bits.Get(Raw, 15); set => Raw = (ushort)Bits.With(Raw, 15, value); }
}
