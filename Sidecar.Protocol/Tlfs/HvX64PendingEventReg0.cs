using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>First register of a pending event; what lies above bit 7 depends on the type.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvX64PendingEventReg0
{
    /// <summary>Bits 0 to 63.</summary>
    [FieldOffset(0)]
    public ulong Low;

    /// <summary>Bits 64 to 127.</summary>
    [FieldOffset(8)]
    public ulong High;

    /// <summary>Bit 0: there is one.</summary>
    public bool EventPending { readonly get => Bits.Get(Low, 0); set => Low = Bits.With(Low, 0, value); }

    /// <summary>Bits 1 to 3: 0 exception; others by the TLFS.</summary>
    public byte EventType { readonly get => (byte)Bits.Get(Low, 1, 3); set => Low = Bits.With(Low, 1, 3, value); }
}
