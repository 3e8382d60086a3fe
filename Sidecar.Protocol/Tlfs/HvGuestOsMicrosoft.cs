using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>The guest OS id MSR in Microsoft's form.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvGuestOsMicrosoft
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 39: reserved.</summary>
    public ulong Rsvd { readonly get => Bits.Get(Raw, 0, 40); set => Raw = Bits.With(Raw, 0, 40, value); }

    /// <summary>Bits 40 to 47: os id.</summary>
    public byte OsId { readonly get => (byte)Bits.Get(Raw, 40, 8); set => Raw = Bits.With(Raw, 40, 8, value); }

    /// <summary>Bits 48 to 63: vendor id.</summary>
    public ushort VendorId { readonly get => (ushort)Bits.Get(Raw, 48, 16); set => Raw = Bits.With(Raw, 48, 16, value); }
}
