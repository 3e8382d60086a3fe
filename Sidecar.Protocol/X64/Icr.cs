using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>The APIC's interrupt command register, x2APIC form.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct Icr
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 7: vector.</summary>
    public byte Vector { readonly get => (byte)Bits.Get(Raw, 0, 8); set => Raw = Bits.With(Raw, 0, 8, value); }

    /// <summary>Bits 8 to 10: delivery mode.</summary>
    public DeliveryMode DeliveryMode { readonly get => (DeliveryMode)Bits.Get(Raw, 8, 3); set => Raw = Bits.With(Raw, 8, 3, (ulong)value); }

    /// <summary>Bit 11: destination mode logical.</summary>
    public bool DestinationModeLogical { readonly get => Bits.Get(Raw, 11); set => Raw = Bits.With(Raw, 11, value); }

    /// <summary>Bit 12: delivery pending.</summary>
    public bool DeliveryPending { readonly get => Bits.Get(Raw, 12); set => Raw = Bits.With(Raw, 12, value); }

    /// <summary>Bit 13: reserved.</summary>
    public bool Reserved1 { readonly get => Bits.Get(Raw, 13); set => Raw = Bits.With(Raw, 13, value); }

    /// <summary>Bit 14: level assert.</summary>
    public bool LevelAssert { readonly get => Bits.Get(Raw, 14); set => Raw = Bits.With(Raw, 14, value); }

    /// <summary>Bit 15: trigger mode level.</summary>
    public bool TriggerModeLevel { readonly get => Bits.Get(Raw, 15); set => Raw = Bits.With(Raw, 15, value); }

    /// <summary>Bits 16 to 17: remote read status.</summary>
    public byte RemoteReadStatus { readonly get => (byte)Bits.Get(Raw, 16, 2); set => Raw = Bits.With(Raw, 16, 2, value); }

    /// <summary>Bits 18 to 19: destination shorthand.</summary>
    public byte DestinationShorthand { readonly get => (byte)Bits.Get(Raw, 18, 2); set => Raw = Bits.With(Raw, 18, 2, value); }

    /// <summary>Bits 20 to 31: reserved.</summary>
    public ushort Reserved3 { readonly get => (ushort)Bits.Get(Raw, 20, 12); set => Raw = Bits.With(Raw, 20, 12, value); }

    /// <summary>Bits 32 to 63: destination APIC id.</summary>
    public uint X2apicMda { readonly get => (uint)Bits.Get(Raw, 32, 32); set => Raw = Bits.With(Raw, 32, 32, value); }
}
