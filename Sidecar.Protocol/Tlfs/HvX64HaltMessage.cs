using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>VTL0 executed HLT.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
[WireLayout(40)]
public struct HvX64HaltMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;
}
