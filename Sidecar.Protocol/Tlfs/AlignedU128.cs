using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Sixteen bytes as two little-endian halves.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct AlignedU128
{
    /// <summary>Bits 0 to 63.</summary>
    [FieldOffset(0)]
    public ulong Low;

    /// <summary>Bits 64 to 127.</summary>
    [FieldOffset(8)]
    public ulong High;
}
