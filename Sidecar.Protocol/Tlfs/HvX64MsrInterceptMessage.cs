using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>An MSR access.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
[WireLayout(64)]
public struct HvX64MsrInterceptMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;

    /// <summary>MSR.</summary>
    [FieldOffset(40)]
    public uint MsrNumber;

    /// <summary>Zero.</summary>
    [FieldOffset(44)]
    public uint Reserved;

    /// <summary>High half for a write.</summary>
    [FieldOffset(48)]
    public ulong Rdx;

    /// <summary>Low half for a write.</summary>
    [FieldOffset(56)]
    public ulong Rax;
}
