using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>How a translation ended, with the event it would raise.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
[WireLayout(48)]
public struct TranslateGvaResultExX64
{
    /// <summary>Code and cache type.</summary>
    [FieldOffset(0)]
    public TranslateGvaResult Result;

    /// <summary>Zero.</summary>
    [FieldOffset(8)]
    public ulong Reserved;

    /// <summary>The exception that the access would raise.</summary>
    [FieldOffset(16)]
    public HvX64PendingEvent EventInfo;
}
