using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Pages;

/// <summary>What the kernel's entry hands back.</summary>
[StructLayout(LayoutKind.Explicit, Size = 3328)]
[WireLayout(3328)]
public struct SidecarOutput
{
    /// <summary>Why the kernel did not start; only when the entry returned false.</summary>
    [FieldOffset(0)]
    public CommandError Error;

    /// <summary>By node, in the order of the parameters.</summary>
    [FieldOffset(256)]
    public Array128<SidecarNodeOutput> Nodes;
}
