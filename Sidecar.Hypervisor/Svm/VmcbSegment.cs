using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Svm;

/// <summary>A segment register in the VMCB (AMD APM volume 2, 15.5.1: bits 55 to 52 and 47 to 40 of the descriptor as twelve attribute bits).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct VmcbSegment
{
    /// <summary>Selector.</summary>
    [FieldOffset(0)]
    public ushort Selector;

    /// <summary>Bits 0 to 7: type, S, DPL, P; bits 8 to 11: AVL, L, D/B, G.</summary>
    [FieldOffset(2)]
    public ushort Attributes;

    /// <summary>Limit in bytes, scaled.</summary>
    [FieldOffset(4)]
    public uint Limit;

    /// <summary>Linear base.</summary>
    [FieldOffset(8)]
    public ulong Base;

    /// <summary>The register as the TLFS writes it, whose attributes have a gap of four bits in the middle as the descriptor has.</summary>
    public HvX64SegmentRegister Tlfs
    {
        readonly get => new()
        {
            Base = Base,
            Limit = Limit,
            Selector = Selector,
            Attributes = (ushort)((Attributes & 0xff) | ((Attributes & 0xf00) << 4)),
        };
        set
        {
            Base = value.Base;
            Limit = value.Limit;
            Selector = value.Selector;
            Attributes = (ushort)((value.Attributes & 0xff) | ((value.Attributes >> 4) & 0xf00));
        }
    }
}
