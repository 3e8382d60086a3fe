using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>VSM status of the partition (register VsmPartitionStatus).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvRegisterVsmPartitionStatus
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 15: enabled vtl set.</summary>
    public ushort EnabledVtlSet { readonly get => (ushort)Bits.Get(Raw, 0, 16); set => Raw = Bits.With(Raw, 0, 16, value); }

    /// <summary>Bits 16 to 19: maximum vtl.</summary>
    public byte MaximumVtl { readonly get => (byte)Bits.Get(Raw, 16, 4); set => Raw = Bits.With(Raw, 16, 4, value); }

    /// <summary>Bits 20 to 35: mbec enabled vtl set.</summary>
    public ushort MbecEnabledVtlSet { readonly get => (ushort)Bits.Get(Raw, 20, 16); set => Raw = Bits.With(Raw, 20, 16, value); }

    /// <summary>Bits 36 to 39: supervisor shadow stack enabled vtl set.</summary>
    public byte SupervisorShadowStackEnabledVtlSet { readonly get => (byte)Bits.Get(Raw, 36, 4); set => Raw = Bits.With(Raw, 36, 4, value); }

    /// <summary>Bits 40 to 63: reserved.</summary>
    public uint Reserved { readonly get => (uint)Bits.Get(Raw, 40, 24); set => Raw = Bits.With(Raw, 40, 24, value); }
}
