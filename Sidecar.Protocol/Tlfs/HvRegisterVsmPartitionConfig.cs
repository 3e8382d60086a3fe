using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>VSM configuration of the partition (register VsmPartitionConfig).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvRegisterVsmPartitionConfig
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: enable vtl protection.</summary>
    public bool EnableVtlProtection { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bits 1 to 4: default vtl protection mask.</summary>
    public byte DefaultVtlProtectionMask { readonly get => (byte)Bits.Get(Raw, 1, 4); set => Raw = Bits.With(Raw, 1, 4, value); }

    /// <summary>Bit 5: zero memory on reset.</summary>
    public bool ZeroMemoryOnReset { readonly get => Bits.Get(Raw, 5); set => Raw = Bits.With(Raw, 5, value); }

    /// <summary>Bit 6: deny lower vtl startup.</summary>
    public bool DenyLowerVtlStartup { readonly get => Bits.Get(Raw, 6); set => Raw = Bits.With(Raw, 6, value); }

    /// <summary>Bit 7: intercept acceptance.</summary>
    public bool InterceptAcceptance { readonly get => Bits.Get(Raw, 7); set => Raw = Bits.With(Raw, 7, value); }

    /// <summary>Bit 8: intercept enable vtl protection.</summary>
    public bool InterceptEnableVtlProtection { readonly get => Bits.Get(Raw, 8); set => Raw = Bits.With(Raw, 8, value); }

    /// <summary>Bit 9: intercept vp startup.</summary>
    public bool InterceptVpStartup { readonly get => Bits.Get(Raw, 9); set => Raw = Bits.With(Raw, 9, value); }

    /// <summary>Bit 10: intercept cpuid unimplemented.</summary>
    public bool InterceptCpuidUnimplemented { readonly get => Bits.Get(Raw, 10); set => Raw = Bits.With(Raw, 10, value); }

    /// <summary>Bit 11: intercept unrecoverable exception.</summary>
    public bool InterceptUnrecoverableException { readonly get => Bits.Get(Raw, 11); set => Raw = Bits.With(Raw, 11, value); }

    /// <summary>Bit 12: intercept page.</summary>
    public bool InterceptPage { readonly get => Bits.Get(Raw, 12); set => Raw = Bits.With(Raw, 12, value); }

    /// <summary>Bit 13: intercept restore partition time.</summary>
    public bool InterceptRestorePartitionTime { readonly get => Bits.Get(Raw, 13); set => Raw = Bits.With(Raw, 13, value); }

    /// <summary>Bit 14: intercept not present.</summary>
    public bool InterceptNotPresent { readonly get => Bits.Get(Raw, 14); set => Raw = Bits.With(Raw, 14, value); }

    /// <summary>Bit 15: intercept system reset.</summary>
    public bool InterceptSystemReset { readonly get => Bits.Get(Raw, 15); set => Raw = Bits.With(Raw, 15, value); }

    /// <summary>Bits 16 to 63: reserved.</summary>
    public ulong Reserved { readonly get => Bits.Get(Raw, 16, 48); set => Raw = Bits.With(Raw, 16, 48, value); }
}
