using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Where the hypercall page's VTL call and VTL return start (register VsmCodePageOffsets).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvRegisterVsmCodePageOffsets
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 11: call offset.</summary>
    public ushort CallOffset { readonly get => (ushort)Bits.Get(Raw, 0, 12); set => Raw = Bits.With(Raw, 0, 12, value); }

    /// <summary>Bits 12 to 23: return offset.</summary>
    public ushort ReturnOffset { readonly get => (ushort)Bits.Get(Raw, 12, 12); set => Raw = Bits.With(Raw, 12, 12, value); }

    /// <summary>Bits 24 to 63: reserved.</summary>
    public ulong Reserved { readonly get => Bits.Get(Raw, 24, 40); set => Raw = Bits.With(Raw, 24, 40, value); }
}
