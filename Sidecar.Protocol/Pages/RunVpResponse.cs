using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Pages;

/// <summary>Response of RUN_VP.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1)]
[WireLayout(1)]
public struct RunVpResponse
{
    /// <summary>1 when an intercept ended the run and the message is on the command page; 0 when a stop did.</summary>
    [FieldOffset(0)]
    public byte Intercept;
}
