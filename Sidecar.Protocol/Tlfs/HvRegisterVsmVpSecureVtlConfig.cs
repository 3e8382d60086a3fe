using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>VSM configuration of a VP's VTL.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvRegisterVsmVpSecureVtlConfig
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: mbec enabled.</summary>
    public bool MbecEnabled { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: tlb locked.</summary>
    public bool TlbLocked { readonly get => Bits.Get(Raw, 1); set => Raw = Bits.With(Raw, 1, value); }

    /// <summary>Bit 2: supervisor shadow stack enabled.</summary>
    public bool SupervisorShadowStackEnabled { readonly get => Bits.Get(Raw, 2); set => Raw = Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: hardware hvpt enabled.</summary>
    public bool HardwareHvptEnabled { readonly get => Bits.Get(Raw, 3); set => Raw = Bits.With(Raw, 3, value); }

    /// <summary>Bits 4 to 63: reserved.</summary>
    public ulong Reserved { readonly get => Bits.Get(Raw, 4, 60); set => Raw = Bits.With(Raw, 4, 60, value); }
}
