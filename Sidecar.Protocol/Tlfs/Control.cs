using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>The hypercall input value.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct Control
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 15: which call.</summary>
    public HypercallCode Code { readonly get => (HypercallCode)Bits.Get(Raw, 0, 16); set => Raw = Bits.With(Raw, 0, 16, (ulong)value); }

    /// <summary>Bit 16: input in registers.</summary>
    public bool Fast { readonly get => Bits.Get(Raw, 16); set => Raw = Bits.With(Raw, 16, value); }

    /// <summary>Bits 17 to 26: variable header, in 8-byte units.</summary>
    public ushort VariableHeaderSize { readonly get => (ushort)Bits.Get(Raw, 17, 10); set => Raw = Bits.With(Raw, 17, 10, value); }

    /// <summary>Bits 27 to 30: reserved.</summary>
    public byte Rsvd0 { readonly get => (byte)Bits.Get(Raw, 27, 4); set => Raw = Bits.With(Raw, 27, 4, value); }

    /// <summary>Bit 31: for the nested hypervisor's parent.</summary>
    public bool Nested { readonly get => Bits.Get(Raw, 31); set => Raw = Bits.With(Raw, 31, value); }

    /// <summary>Bits 32 to 43: number of elements.</summary>
    public ushort RepCount { readonly get => (ushort)Bits.Get(Raw, 32, 12); set => Raw = Bits.With(Raw, 32, 12, value); }

    /// <summary>Bits 44 to 47: reserved.</summary>
    public byte Rsvd1 { readonly get => (byte)Bits.Get(Raw, 44, 4); set => Raw = Bits.With(Raw, 44, 4, value); }

    /// <summary>Bits 48 to 59: first element to do.</summary>
    public ushort RepStart { readonly get => (ushort)Bits.Get(Raw, 48, 12); set => Raw = Bits.With(Raw, 48, 12, value); }

    /// <summary>Bits 60 to 63: reserved.</summary>
    public byte Rsvd2 { readonly get => (byte)Bits.Get(Raw, 60, 4); set => Raw = Bits.With(Raw, 60, 4, value); }
}
