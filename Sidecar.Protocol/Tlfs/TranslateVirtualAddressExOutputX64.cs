using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Output of HvCallTranslateVirtualAddressEx.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
[WireLayout(64)]
public struct TranslateVirtualAddressExOutputX64
{
    /// <summary>How it ended.</summary>
    [FieldOffset(0)]
    public TranslateGvaResultExX64 TranslationResult;

    /// <summary>Guest physical page number, when it succeeded.</summary>
    [FieldOffset(48)]
    public ulong GpaPage;

    /// <summary>Zero.</summary>
    [FieldOffset(56)]
    public ulong Reserved;
}
