using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>The hypercall result value.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HypercallOutput
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 15: how it ended.</summary>
    public HvStatus CallStatus { readonly get => (HvStatus)Bits.Get(Raw, 0, 16); set => Raw = Bits.With(Raw, 0, 16, (ulong)value); }

    /// <summary>Bits 16 to 31: reserved.</summary>
    public ushort Rsvd { readonly get => (ushort)Bits.Get(Raw, 16, 16); set => Raw = Bits.With(Raw, 16, 16, value); }

    /// <summary>Bits 32 to 43: elements done, from the list's start.</summary>
    public ushort ElementsProcessed { readonly get => (ushort)Bits.Get(Raw, 32, 12); set => Raw = Bits.With(Raw, 32, 12, value); }

    /// <summary>Bits 44 to 63: reserved.</summary>
    public uint Rsvd2 { readonly get => (uint)Bits.Get(Raw, 44, 20); set => Raw = Bits.With(Raw, 44, 20, value); }
}
