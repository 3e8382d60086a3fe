using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A run of guest physical pages.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvGpaRange
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 11: pages beyond the first.</summary>
    public ushort AdditionalPages { readonly get => (ushort)Bits.Get(Raw, 0, 12); set => Raw = Bits.With(Raw, 0, 12, value); }

    /// <summary>Bits 12 to 63: first page.</summary>
    public ulong GpaPageNumber { readonly get => Bits.Get(Raw, 12, 52); set => Raw = Bits.With(Raw, 12, 52, value); }
}
