using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A triple fault of VTL0.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
[WireLayout(40)]
public struct HvX64UnrecoverableExceptionMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;
}
