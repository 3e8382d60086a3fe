using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Parameter of an intercept: a port, an MSR, a CPUID leaf or an exception vector, by intercept type.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct HvInterceptParameters
{
    /// <summary>The parameter.</summary>
    [FieldOffset(0)]
    public ulong Raw;
}
