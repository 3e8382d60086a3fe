using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Pages;

/// <summary>The page of parameters that the kernel's entry takes: one page, written by whoever loads the kernel.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4096)]
[WireLayout(4096, Padding = 610)]
public struct SidecarParams
{
    /// <summary>Physical address of the hypercall page; 0 when there is no hypervisor.</summary>
    [FieldOffset(0)]
    public ulong HypercallPage;

    /// <summary>Non-zero: the kernel may write its log to serial.</summary>
    [FieldOffset(8)]
    public byte EnableLogging;

    /// <summary>Number of valid entries in <see cref="Nodes"/>.</summary>
    [FieldOffset(12)]
    public uint NodeCount;

    /// <summary>The nodes.</summary>
    [FieldOffset(16)]
    public Array128<SidecarNodeParams> Nodes;

    /// <summary>Which CPUs the sidecar starts.</summary>
    [FieldOffset(3088)]
    public PerCpuState InitialState;
}
