using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A start-up IPI that VTL0 sent.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
[WireLayout(48)]
public struct HvX64SipiInterceptMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;

    /// <summary>VP it was sent to.</summary>
    [FieldOffset(40)]
    public uint TargetVpIndex;

    /// <summary>Start page number.</summary>
    [FieldOffset(44)]
    public uint Vector;
}
