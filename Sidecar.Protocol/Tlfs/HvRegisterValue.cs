using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A register's value, sixteen bytes whatever the register.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvRegisterValue
{
    /// <summary>Bits 0 to 63, the whole of most registers.</summary>
    [FieldOffset(0)]
    public ulong Low;

    /// <summary>Bits 64 to 127.</summary>
    [FieldOffset(8)]
    public ulong High;

    /// <summary>A register of 64 bits or fewer.</summary>
    public static HvRegisterValue From(ulong value) => new() { Low = value };

    /// <summary>A segment register.</summary>
    public static HvRegisterValue From(HvX64SegmentRegister segment) => new()
    {
        Low = segment.Base,
        High = segment.Limit | ((ulong)segment.Selector << 32) | ((ulong)segment.Attributes << 48),
    };

    /// <summary>GDTR or IDTR.</summary>
    public static HvRegisterValue From(HvX64TableRegister table) => new() { Low = (ulong)table.Limit << 48, High = table.Base };

    /// <summary>The value as a segment register.</summary>
    public readonly HvX64SegmentRegister ToSegment() => new()
    {
        Base = Low,
        Limit = (uint)High,
        Selector = (ushort)(High >> 32),
        Attributes = (ushort)(High >> 48),
    };

    /// <summary>The value as GDTR or IDTR.</summary>
    public readonly HvX64TableRegister ToTable() => new() { Limit = (ushort)(Low >> 48), Base = High };
}
