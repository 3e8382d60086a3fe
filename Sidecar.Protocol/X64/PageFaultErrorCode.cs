using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>Error code of a page fault.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
[WireLayout(4)]
public struct PageFaultErrorCode
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public uint Raw;

    /// <summary>Bit 0: a protection violation, else a page that is not there.</summary>
    public bool Present { readonly get => Bits.Get(Raw, 0); set => Raw = (uint)Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: write.</summary>
    public bool Write { readonly get => Bits.Get(Raw, 1); set => Raw = (uint)Bits.With(Raw, 1, value); }

    /// <summary>Bit 2: user.</summary>
    public bool User { readonly get => Bits.Get(Raw, 2); set => Raw = (uint)Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: reserved.</summary>
    public bool Reserved { readonly get => Bits.Get(Raw, 3); set => Raw = (uint)Bits.With(Raw, 3, value); }

    /// <summary>Bit 4: fetch.</summary>
    public bool Fetch { readonly get => Bits.Get(Raw, 4); set => Raw = (uint)Bits.With(Raw, 4, value); }

    /// <summary>Bits 5 to 31: reserved.</summary>
    public uint Unused { readonly get => (uint)Bits.Get(Raw, 5, 27); set => Raw = (uint)Bits.With(Raw, 5, 27, value); }
}
