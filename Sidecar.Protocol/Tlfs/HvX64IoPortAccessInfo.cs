using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Size and kind of a port access.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1)]
[WireLayout(1)]
public struct HvX64IoPortAccessInfo
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public byte Raw;

    /// <summary>Bits 0 to 2: bytes: 1, 2 or 4.</summary>
    public byte AccessSize { readonly get => (byte)Bits.Get(Raw, 0, 3); set => Raw = (byte)Bits.With(Raw, 0, 3, value); }

    /// <summary>Bit 3: a string instruction.</summary>
    public bool StringOp { readonly get => Bits.Get(Raw, 3); set => Raw = (byte)Bits.With(Raw, 3, value); }

    /// <summary>Bit 4: with a repeat prefix.</summary>
    public bool RepPrefix { readonly get => Bits.Get(Raw, 4); set => Raw = (byte)Bits.With(Raw, 4, value); }

    /// <summary>Bits 5 to 7: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Raw, 5, 3); set => Raw = (byte)Bits.With(Raw, 5, 3, value); }
}
