using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>What was asked for by the deliverability notification can now be delivered.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
[WireLayout(48)]
public struct HvX64InterruptionDeliverableMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;

    /// <summary>What.</summary>
    [FieldOffset(40)]
    public HvX64PendingInterruptionType DeliverableType;

    /// <summary>Zero.</summary>
    [FieldOffset(41)]
    public Array3<byte> Rsvd;

    /// <summary>Zero.</summary>
    [FieldOffset(44)]
    public uint Rsvd2;
}
