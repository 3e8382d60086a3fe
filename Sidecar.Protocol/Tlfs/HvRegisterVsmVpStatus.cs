using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>VSM status of a VP (register VsmVpStatus).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvRegisterVsmVpStatus
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 3: active vtl.</summary>
    public byte ActiveVtl { readonly get => (byte)Bits.Get(Raw, 0, 4); set => Raw = Bits.With(Raw, 0, 4, value); }

    /// <summary>Bit 4: active mbec enabled.</summary>
    public bool ActiveMbecEnabled { readonly get => Bits.Get(Raw, 4); set => Raw = Bits.With(Raw, 4, value); }

    /// <summary>Bits 5 to 15: reserved.</summary>
    public ushort ReservedMbz0 { readonly get => (ushort)Bits.Get(Raw, 5, 11); set => Raw = Bits.With(Raw, 5, 11, value); }

    /// <summary>Bits 16 to 31: enabled vtl set.</summary>
    public ushort EnabledVtlSet { readonly get => (ushort)Bits.Get(Raw, 16, 16); set => Raw = Bits.With(Raw, 16, 16, value); }

    /// <summary>Bits 32 to 63: reserved.</summary>
    public uint ReservedMbz1 { readonly get => (uint)Bits.Get(Raw, 32, 32); set => Raw = Bits.With(Raw, 32, 32, value); }
}
