using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Which groups of the register page VTL2 has changed.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
[WireLayout(4)]
public struct HvX64RegisterPageDirtyFlags
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public uint Raw;

    /// <summary>Bit 0: general purpose.</summary>
    public bool GeneralPurpose { readonly get => Bits.Get(Raw, 0); set => Raw = (uint)Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: instruction pointer.</summary>
    public bool InstructionPointer { readonly get => Bits.Get(Raw, 1); set => Raw = (uint)Bits.With(Raw, 1, value); }

    /// <summary>Bit 2: xmm.</summary>
    public bool Xmm { readonly get => Bits.Get(Raw, 2); set => Raw = (uint)Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: segments.</summary>
    public bool Segments { readonly get => Bits.Get(Raw, 3); set => Raw = (uint)Bits.With(Raw, 3, value); }

    /// <summary>Bit 4: flags.</summary>
    public bool Flags { readonly get => Bits.Get(Raw, 4); set => Raw = (uint)Bits.With(Raw, 4, value); }

    /// <summary>Bits 5 to 31: reserved.</summary>
    public uint Reserved { readonly get => (uint)Bits.Get(Raw, 5, 27); set => Raw = (uint)Bits.With(Raw, 5, 27, value); }
}
