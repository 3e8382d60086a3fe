using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>How a translation ended.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct TranslateGvaResult
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 31: result code.</summary>
    public TranslateGvaResultCode ResultCode { readonly get => (TranslateGvaResultCode)Bits.Get(Raw, 0, 32); set => Raw = Bits.With(Raw, 0, 32, (ulong)value); }

    /// <summary>Bits 32 to 39: effective cache type.</summary>
    public byte CacheType { readonly get => (byte)Bits.Get(Raw, 32, 8); set => Raw = Bits.With(Raw, 32, 8, value); }

    /// <summary>Bit 40: the page is an overlay of the hypervisor's.</summary>
    public bool OverlayPage { readonly get => Bits.Get(Raw, 40); set => Raw = Bits.With(Raw, 40, value); }

    /// <summary>Bits 41 to 63: reserved.</summary>
    public uint Reserved { readonly get => (uint)Bits.Get(Raw, 41, 23); set => Raw = Bits.With(Raw, 41, 23, value); }
}
