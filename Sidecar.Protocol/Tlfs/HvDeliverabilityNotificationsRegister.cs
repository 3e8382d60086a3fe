using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Which deliveries VTL2 wants to hear of.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvDeliverabilityNotificationsRegister
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: nmi notification.</summary>
    public bool NmiNotification { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: interrupt notification.</summary>
    public bool InterruptNotification { readonly get => Bits.Get(Raw, 1); set => Raw = Bits.With(Raw, 1, value); }

    /// <summary>Bits 2 to 5: interrupt priority.</summary>
    public byte InterruptPriority { readonly get => (byte)Bits.Get(Raw, 2, 4); set => Raw = Bits.With(Raw, 2, 4, value); }

    /// <summary>Bits 6 to 47: reserved.</summary>
    public ulong Reserved { readonly get => Bits.Get(Raw, 6, 42); set => Raw = Bits.With(Raw, 6, 42, value); }

    /// <summary>Bits 48 to 63: sints.</summary>
    public ushort Sints { readonly get => (ushort)Bits.Get(Raw, 48, 16); set => Raw = Bits.With(Raw, 48, 16, value); }
}
