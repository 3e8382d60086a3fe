using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>GDTR or IDTR.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvX64TableRegister
{
    /// <summary>Zero.</summary>
    [FieldOffset(0)]
    public Array3<ushort> Pad;

    /// <summary>Bytes minus one.</summary>
    [FieldOffset(6)]
    public ushort Limit;

    /// <summary>Linear address.</summary>
    [FieldOffset(8)]
    public ulong Base;
}
