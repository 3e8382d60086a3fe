using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>An event about to be delivered, two registers wide.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
[WireLayout(32)]
public struct HvX64PendingEvent
{
    /// <summary>Kind and details.</summary>
    [FieldOffset(0)]
    public HvX64PendingEventReg0 Reg0;

    /// <summary>Further details, by kind.</summary>
    [FieldOffset(16)]
    public AlignedU128 Reg1;
}
