using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>An interrupt gate of a 64-bit IDT.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct IdtEntry64
{
    /// <summary>Handler address, bits 0 to 15.</summary>
    [FieldOffset(0)]
    public ushort OffsetLow;

    /// <summary>Code segment.</summary>
    [FieldOffset(2)]
    public ushort Selector;

    /// <summary>Type, DPL, present, IST.</summary>
    [FieldOffset(4)]
    public IdtAttributes Attributes;

    /// <summary>Handler address, bits 16 to 31.</summary>
    [FieldOffset(6)]
    public ushort OffsetMiddle;

    /// <summary>Handler address, bits 32 to 63.</summary>
    [FieldOffset(8)]
    public uint OffsetHigh;

    /// <summary>Zero.</summary>
    [FieldOffset(12)]
    public uint Reserved;

    /// <summary>The handler's address, over its three parts.</summary>
    public ulong Handler
    {
        readonly get => OffsetLow | ((ulong)OffsetMiddle << 16) | ((ulong)OffsetHigh << 32);
        set
        {
            OffsetLow = (ushort)value;
            OffsetMiddle = (ushort)(value >> 16);
            OffsetHigh = (uint)(value >> 32);
        }
    }
}
