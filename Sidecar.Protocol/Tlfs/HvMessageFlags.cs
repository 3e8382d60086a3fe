using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Flags of a message.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1)]
[WireLayout(1)]
public struct HvMessageFlags
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public byte Raw;

    /// <summary>Bit 0: another message waits for this slot.</summary>
    public bool MessagePending { readonly get => Bits.Get(Raw, 0); set => Raw = (byte)Bits.With(Raw, 0, value); }

    /// <summary>Bits 1 to 7: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Raw, 1, 7); set => Raw = (byte)Bits.With(Raw, 1, 7, value); }
}
