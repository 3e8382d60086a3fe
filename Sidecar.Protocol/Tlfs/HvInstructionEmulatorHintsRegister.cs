using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>What an instruction emulator must know.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvInstructionEmulatorHintsRegister
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: partition secure vtl enabled.</summary>
    public bool PartitionSecureVtlEnabled { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: mbec user execute control.</summary>
    public bool MbecUserExecuteControl { readonly get => Bits.Get(Raw, 1); set => Raw = Bits.With(Raw, 1, value); }

    /// <summary>Bits 2 to 63: reserved.</summary>
    public ulong Padding { readonly get => Bits.Get(Raw, 2, 62); set => Raw = Bits.With(Raw, 2, 62, value); }
}
