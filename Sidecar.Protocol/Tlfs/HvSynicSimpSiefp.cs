using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Where the SynIC's message or event flags page is.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvSynicSimpSiefp
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: enabled.</summary>
    public bool Enabled { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bits 1 to 11: reserved.</summary>
    public ushort Reserved { readonly get => (ushort)Bits.Get(Raw, 1, 11); set => Raw = Bits.With(Raw, 1, 11, value); }

    /// <summary>Bits 12 to 63: guest page number.</summary>
    public ulong BaseGpn { readonly get => Bits.Get(Raw, 12, 52); set => Raw = Bits.With(Raw, 12, 52, value); }
}
