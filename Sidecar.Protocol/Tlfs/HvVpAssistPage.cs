using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>The page that a VP and the hypervisor share, one a VTL; this much of it is defined.</summary>
[StructLayout(LayoutKind.Explicit, Size = 624)]
[WireLayout(624)]
public struct HvVpAssistPage
{
    /// <summary>Bit 0: no EOI required.</summary>
    [FieldOffset(0)]
    public uint ApicAssist;

    /// <summary>Zero.</summary>
    [FieldOffset(4)]
    public uint ReservedZ0;

    /// <summary>VTL entry and return.</summary>
    [FieldOffset(8)]
    public HvVpVtlControl VtlControl;

    /// <summary>For a nested hypervisor.</summary>
    [FieldOffset(32)]
    public ulong NestedEnlightenmentsControl;

    /// <summary>For a nested hypervisor.</summary>
    [FieldOffset(40)]
    public byte EnlightenVmEntry;

    /// <summary>Zero.</summary>
    [FieldOffset(41)]
    public Array7<byte> ReservedZ1;

    /// <summary>For a nested hypervisor.</summary>
    [FieldOffset(48)]
    public ulong CurrentNestedVmcs;

    /// <summary>Non-zero: that timer has expired.</summary>
    [FieldOffset(56)]
    public byte SyntheticTimeUnhaltedTimerExpired;

    /// <summary>Zero.</summary>
    [FieldOffset(57)]
    public Array7<byte> ReservedZ2;

    /// <summary>Details of a virtualization fault.</summary>
    [FieldOffset(64)]
    public Array40<byte> VirtualizationFaultInformation;

    /// <summary>Zero.</summary>
    [FieldOffset(104)]
    public ulong ReservedZ3;

    /// <summary>Why the lower VTL stopped, when the entry reason is an intercept.</summary>
    [FieldOffset(112)]
    public HvMessage InterceptMessage;

    /// <summary>What the hypervisor does for us on VTL return.</summary>
    [FieldOffset(368)]
    public Array256<byte> VtlReturnActions;
}
