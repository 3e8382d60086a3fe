using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Pages;

/// <summary>Response of TRANSLATE_GVA.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
[WireLayout(80)]
public struct TranslateGvaResponse
{
    /// <summary>The hypervisor's answer.</summary>
    [FieldOffset(0)]
    public HvStatus Status;

    /// <summary>Zero.</summary>
    [FieldOffset(2)]
    public Array7<ushort> Rsvd;

    /// <summary>The translation, when the status is success.</summary>
    [FieldOffset(16)]
    public TranslateVirtualAddressExOutputX64 Output;
}
