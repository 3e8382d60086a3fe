using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A register's name and value, as the hypercalls take them.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
[WireLayout(32)]
public struct HvRegisterAssoc
{
    /// <summary>Which register.</summary>
    [FieldOffset(0)]
    public HvRegisterName Name;

    /// <summary>Zero.</summary>
    [FieldOffset(4)]
    public Array3<uint> Pad;

    /// <summary>Its value.</summary>
    [FieldOffset(16)]
    public HvRegisterValue Value;

    /// <summary>A register of 64 bits or fewer and its value.</summary>
    public static HvRegisterAssoc From(HvRegisterName name, ulong value) => new() { Name = name, Value = HvRegisterValue.From(value) };
}
