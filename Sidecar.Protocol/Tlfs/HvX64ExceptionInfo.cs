using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>What an exception intercept knows.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1)]
[WireLayout(1)]
public struct HvX64ExceptionInfo
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public byte Raw;

    /// <summary>Bit 0: error code valid.</summary>
    public bool ErrorCodeValid { readonly get => Bits.Get(Raw, 0); set => Raw = (byte)Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: software exception.</summary>
    public bool SoftwareException { readonly get => Bits.Get(Raw, 1); set => Raw = (byte)Bits.With(Raw, 1, value); }

    /// <summary>Bits 2 to 7: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Raw, 2, 6); set => Raw = (byte)Bits.With(Raw, 2, 6, value); }
}
