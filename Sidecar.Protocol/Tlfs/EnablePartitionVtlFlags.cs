using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>What to enable along with a partition's VTL.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1)]
[WireLayout(1)]
public struct EnablePartitionVtlFlags
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public byte Raw;

    /// <summary>Bit 0: mode-based execution control.</summary>
    public bool EnableMbec { readonly get => Bits.Get(Raw, 0); set => Raw = (byte)Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: supervisor shadow stacks.</summary>
    public bool EnableSupervisorShadowStack { readonly get => Bits.Get(Raw, 1); set => Raw = (byte)Bits.With(Raw, 1, value); }
}
