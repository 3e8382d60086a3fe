using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Pages;

/// <summary>Where a node's shared pages are. All addresses are physical.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
[WireLayout(24)]
public struct SidecarNodeOutput
{
    /// <summary>The node's control page.</summary>
    [FieldOffset(0)]
    public ulong ControlPage;

    /// <summary>The first VP's command page; the shared pages of all VPs follow each other.</summary>
    [FieldOffset(8)]
    public ulong ShmemPagesBase;

    /// <summary>Bytes of all shared pages.</summary>
    [FieldOffset(16)]
    public ulong ShmemPagesSize;
}
