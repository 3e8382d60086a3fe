using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>An interruption to be injected, or that was under delivery.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvX64PendingInterruptionRegister
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: interruption pending.</summary>
    public bool InterruptionPending { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bits 1 to 3: interruption type.</summary>
    public HvX64PendingInterruptionType InterruptionType { readonly get => (HvX64PendingInterruptionType)Bits.Get(Raw, 1, 3); set => Raw = Bits.With(Raw, 1, 3, (ulong)value); }

    /// <summary>Bit 4: deliver error code.</summary>
    public bool DeliverErrorCode { readonly get => Bits.Get(Raw, 4); set => Raw = Bits.With(Raw, 4, value); }

    /// <summary>Bits 5 to 8: instruction length.</summary>
    public byte InstructionLength { readonly get => (byte)Bits.Get(Raw, 5, 4); set => Raw = Bits.With(Raw, 5, 4, value); }

    /// <summary>Bit 9: nested event.</summary>
    public bool NestedEvent { readonly get => Bits.Get(Raw, 9); set => Raw = Bits.With(Raw, 9, value); }

    /// <summary>Bits 10 to 15: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Raw, 10, 6); set => Raw = Bits.With(Raw, 10, 6, value); }

    /// <summary>Bits 16 to 31: interruption vector.</summary>
    public ushort InterruptionVector { readonly get => (ushort)Bits.Get(Raw, 16, 16); set => Raw = Bits.With(Raw, 16, 16, value); }

    /// <summary>Bits 32 to 63: error code.</summary>
    public uint ErrorCode { readonly get => (uint)Bits.Get(Raw, 32, 32); set => Raw = Bits.With(Raw, 32, 32, value); }
}
