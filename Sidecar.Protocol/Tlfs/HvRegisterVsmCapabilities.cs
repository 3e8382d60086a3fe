using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>What VSM offers (register VsmCapabilities).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvRegisterVsmCapabilities
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: DR6 is shared between VTLs.</summary>
    public bool Dr6Shared { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bits 1 to 16: mbec vtl mask.</summary>
    public ushort MbecVtlMask { readonly get => (ushort)Bits.Get(Raw, 1, 16); set => Raw = Bits.With(Raw, 1, 16, value); }

    /// <summary>Bit 17: deny lower vtl startup.</summary>
    public bool DenyLowerVtlStartup { readonly get => Bits.Get(Raw, 17); set => Raw = Bits.With(Raw, 17, value); }

    /// <summary>Bit 18: supervisor shadow stack.</summary>
    public bool SupervisorShadowStack { readonly get => Bits.Get(Raw, 18); set => Raw = Bits.With(Raw, 18, value); }

    /// <summary>Bit 19: hardware hvpt available.</summary>
    public bool HardwareHvptAvailable { readonly get => Bits.Get(Raw, 19); set => Raw = Bits.With(Raw, 19, value); }

    /// <summary>Bit 20: software hvpt available.</summary>
    public bool SoftwareHvptAvailable { readonly get => Bits.Get(Raw, 20); set => Raw = Bits.With(Raw, 20, value); }

    /// <summary>Bits 21 to 26: hardware hvpt range bits.</summary>
    public byte HardwareHvptRangeBits { readonly get => (byte)Bits.Get(Raw, 21, 6); set => Raw = Bits.With(Raw, 21, 6, value); }

    /// <summary>Bit 27: intercept page available.</summary>
    public bool InterceptPageAvailable { readonly get => Bits.Get(Raw, 27); set => Raw = Bits.With(Raw, 27, value); }

    /// <summary>Bit 28: return action available.</summary>
    public bool ReturnActionAvailable { readonly get => Bits.Get(Raw, 28); set => Raw = Bits.With(Raw, 28, value); }

    /// <summary>Bit 29: vtl0 alias map available.</summary>
    public bool Vtl0AliasMapAvailable { readonly get => Bits.Get(Raw, 29); set => Raw = Bits.With(Raw, 29, value); }

    /// <summary>Bit 30: intercept not present available.</summary>
    public bool InterceptNotPresentAvailable { readonly get => Bits.Get(Raw, 30); set => Raw = Bits.With(Raw, 30, value); }

    /// <summary>Bit 31: install intercept ex.</summary>
    public bool InstallInterceptEx { readonly get => Bits.Get(Raw, 31); set => Raw = Bits.With(Raw, 31, value); }

    /// <summary>Bit 32: intercept system reset available.</summary>
    public bool InterceptSystemResetAvailable { readonly get => Bits.Get(Raw, 32); set => Raw = Bits.With(Raw, 32, value); }

    /// <summary>Bit 33: reserved.</summary>
    public bool Reserved1 { readonly get => Bits.Get(Raw, 33); set => Raw = Bits.With(Raw, 33, value); }

    /// <summary>Bit 34: proxy interrupt redirect available.</summary>
    public bool ProxyInterruptRedirectAvailable { readonly get => Bits.Get(Raw, 34); set => Raw = Bits.With(Raw, 34, value); }

    /// <summary>Bits 35 to 63: reserved.</summary>
    public uint Reserved2 { readonly get => (uint)Bits.Get(Raw, 35, 29); set => Raw = Bits.With(Raw, 35, 29, value); }
}
