using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>Attributes of a segment, as in the second half of a descriptor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2)]
[WireLayout(2)]
public struct SegmentAttributes
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ushort Raw;

    /// <summary>Bits 0 to 3: segment type.</summary>
    public byte SegmentType { readonly get => (byte)Bits.Get(Raw, 0, 4); set => Raw = (ushort)Bits.With(Raw, 0, 4, value); }

    /// <summary>Bit 4: non system segment.</summary>
    public bool NonSystemSegment { readonly get => Bits.Get(Raw, 4); set => Raw = (ushort)Bits.With(Raw, 4, value); }

    /// <summary>Bits 5 to 6: descriptor privilege level.</summary>
    public byte DescriptorPrivilegeLevel { readonly get => (byte)Bits.Get(Raw, 5, 2); set => Raw = (ushort)Bits.With(Raw, 5, 2, value); }

    /// <summary>Bit 7: present.</summary>
    public bool Present { readonly get => Bits.Get(Raw, 7); set => Raw = (ushort)Bits.With(Raw, 7, value); }

    /// <summary>Bits 8 to 11: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Raw, 8, 4); set => Raw = (ushort)Bits.With(Raw, 8, 4, value); }

    /// <summary>Bit 12: available.</summary>
    public bool Available { readonly get => Bits.Get(Raw, 12); set => Raw = (ushort)Bits.With(Raw, 12, value); }

    /// <summary>Bit 13: long.</summary>
    public bool Long { readonly get => Bits.Get(Raw, 13); set => Raw = (ushort)Bits.With(Raw, 13, value); }

    /// <summary>Bit 14: default.</summary>
    public bool Default { readonly get => Bits.Get(Raw, 14); set => Raw = (ushort)Bits.With(Raw, 14, value); }

    /// <summary>Bit 15: granularity.</summary>
    public bool Granularity { readonly get => Bits.Get(Raw, 15); set => Raw = (ushort)Bits.With(Raw, 15, value); }

    /// <summary>64-bit code, ring 0, readable, accessed, present.</summary>
    public static SegmentAttributes DefaultCode => new() { Raw = 0xa09b };

    /// <summary>Flat data, ring 0, writable, accessed, present.</summary>
    public static SegmentAttributes DefaultData => new() { Raw = 0xc093 };

    /// <summary>A 64-bit TSS in use, present.</summary>
    public static SegmentAttributes BusyTss => new() { Raw = 0x8b };

    /// <summary>A 64-bit TSS ready for LTR, present.</summary>
    public static SegmentAttributes AvailableTss => new() { Raw = 0x89 };
}
