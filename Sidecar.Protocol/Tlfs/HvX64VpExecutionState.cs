using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Mode of a VP when it was intercepted.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2)]
[WireLayout(2)]
public struct HvX64VpExecutionState
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ushort Raw;

    /// <summary>Bits 0 to 1: cpl.</summary>
    public byte Cpl { readonly get => (byte)Bits.Get(Raw, 0, 2); set => Raw = (ushort)Bits.With(Raw, 0, 2, value); }

    /// <summary>Bit 2: cr0 pe.</summary>
    public bool Cr0Pe { readonly get => Bits.Get(Raw, 2); set => Raw = (ushort)Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: cr0 am.</summary>
    public bool Cr0Am { readonly get => Bits.Get(Raw, 3); set => Raw = (ushort)Bits.With(Raw, 3, value); }

    /// <summary>Bit 4: efer lma.</summary>
    public bool EferLma { readonly get => Bits.Get(Raw, 4); set => Raw = (ushort)Bits.With(Raw, 4, value); }

    /// <summary>Bit 5: debug active.</summary>
    public bool DebugActive { readonly get => Bits.Get(Raw, 5); set => Raw = (ushort)Bits.With(Raw, 5, value); }

    /// <summary>Bit 6: interruption pending.</summary>
    public bool InterruptionPending { readonly get => Bits.Get(Raw, 6); set => Raw = (ushort)Bits.With(Raw, 6, value); }

    /// <summary>Bits 7 to 10: vtl.</summary>
    public byte Vtl { readonly get => (byte)Bits.Get(Raw, 7, 4); set => Raw = (ushort)Bits.With(Raw, 7, 4, value); }

    /// <summary>Bit 11: enclave mode.</summary>
    public bool EnclaveMode { readonly get => Bits.Get(Raw, 11); set => Raw = (ushort)Bits.With(Raw, 11, value); }

    /// <summary>Bit 12: interrupt shadow.</summary>
    public bool InterruptShadow { readonly get => Bits.Get(Raw, 12); set => Raw = (ushort)Bits.With(Raw, 12, value); }

    /// <summary>Bit 13: virtualization fault active.</summary>
    public bool VirtualizationFaultActive { readonly get => Bits.Get(Raw, 13); set => Raw = (ushort)Bits.With(Raw, 13, value); }

    /// <summary>Bits 14 to 15: reserved.</summary>
    public byte Reserved { readonly get => (byte)Bits.Get(Raw, 14, 2); set => Raw = (ushort)Bits.With(Raw, 14, 2, value); }
}
