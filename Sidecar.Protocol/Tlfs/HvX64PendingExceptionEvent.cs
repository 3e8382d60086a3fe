using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A pending exception.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvX64PendingExceptionEvent
{
    /// <summary>Bits 0 to 63.</summary>
    [FieldOffset(0)]
    public ulong Low;

    /// <summary>Bits 64 to 127.</summary>
    [FieldOffset(8)]
    public ulong High;

    /// <summary>Bit 0: event pending.</summary>
    public bool EventPending { readonly get => Bits.Get(Low, 0); set => Low = Bits.With(Low, 0, value); }

    /// <summary>Bits 1 to 3: event type.</summary>
    public byte EventType { readonly get => (byte)Bits.Get(Low, 1, 3); set => Low = Bits.With(Low, 1, 3, value); }

    /// <summary>Bits 4 to 7: reserved.</summary>
    public byte Reserved0 { readonly get => (byte)Bits.Get(Low, 4, 4); set => Low = Bits.With(Low, 4, 4, value); }

    /// <summary>Bit 8: deliver error code.</summary>
    public bool DeliverErrorCode { readonly get => Bits.Get(Low, 8); set => Low = Bits.With(Low, 8, value); }

    /// <summary>Bits 9 to 15: reserved.</summary>
    public byte Reserved1 { readonly get => (byte)Bits.Get(Low, 9, 7); set => Low = Bits.With(Low, 9, 7, value); }

    /// <summary>Bits 16 to 31: vector.</summary>
    public ushort Vector { readonly get => (ushort)Bits.Get(Low, 16, 16); set => Low = Bits.With(Low, 16, 16, value); }

    /// <summary>Bits 32 to 63: error code.</summary>
    public uint ErrorCode { readonly get => (uint)Bits.Get(Low, 32, 32); set => Low = Bits.With(Low, 32, 32, value); }

    /// <summary>Bits 64 to 127: exception parameter.</summary>
    public ulong ExceptionParameter { readonly get => Bits.Get(High, 0, 64); set => High = Bits.With(High, 0, 64, value); }
}
