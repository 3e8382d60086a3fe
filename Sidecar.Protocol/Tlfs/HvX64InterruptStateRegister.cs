using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Interrupt shadow and NMI mask.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvX64InterruptStateRegister
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: interrupt shadow.</summary>
    public bool InterruptShadow { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: nmi masked.</summary>
    public bool NmiMasked { readonly get => Bits.Get(Raw, 1); set => Raw = Bits.With(Raw, 1, value); }

    /// <summary>Bits 2 to 63: reserved.</summary>
    public ulong Reserved { readonly get => Bits.Get(Raw, 2, 62); set => Raw = Bits.With(Raw, 2, 62, value); }
}
