using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Pages;

/// <summary>Request of TRANSLATE_GVA.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct TranslateGvaRequest
{
    /// <summary>Guest virtual page number.</summary>
    [FieldOffset(0)]
    public ulong Gvn;

    /// <summary>What to check, and as whom.</summary>
    [FieldOffset(8)]
    public TranslateGvaControlFlagsX64 ControlFlags;
}
