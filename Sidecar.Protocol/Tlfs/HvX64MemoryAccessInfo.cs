using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>What a memory intercept knows.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1)]
[WireLayout(1)]
public struct HvX64MemoryAccessInfo
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public byte Raw;

    /// <summary>Bit 0: gva valid.</summary>
    public bool GvaValid { readonly get => Bits.Get(Raw, 0); set => Raw = (byte)Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: gva gpa valid.</summary>
    public bool GvaGpaValid { readonly get => Bits.Get(Raw, 1); set => Raw = (byte)Bits.With(Raw, 1, value); }

    /// <summary>Bit 2: hypercall output pending.</summary>
    public bool HypercallOutputPending { readonly get => Bits.Get(Raw, 2); set => Raw = (byte)Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: tlb locked.</summary>
    public bool TlbLocked { readonly get => Bits.Get(Raw, 3); set => Raw = (byte)Bits.With(Raw, 3, value); }

    /// <summary>Bit 4: supervisor shadow stack.</summary>
    public bool SupervisorShadowStack { readonly get => Bits.Get(Raw, 4); set => Raw = (byte)Bits.With(Raw, 4, value); }

    /// <summary>Bits 5 to 7: reserved.</summary>
    public byte Reserved1 { readonly get => (byte)Bits.Get(Raw, 5, 3); set => Raw = (byte)Bits.With(Raw, 5, 3, value); }
}
