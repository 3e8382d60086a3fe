using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A segment register with its hidden part.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvX64SegmentRegister
{
    /// <summary>Linear base.</summary>
    [FieldOffset(0)]
    public ulong Base;

    /// <summary>Limit in bytes, scaled.</summary>
    [FieldOffset(8)]
    public uint Limit;

    /// <summary>Selector.</summary>
    [FieldOffset(12)]
    public ushort Selector;

    /// <summary>See <see cref="X64.SegmentAttributes"/>.</summary>
    [FieldOffset(14)]
    public ushort Attributes;
}
