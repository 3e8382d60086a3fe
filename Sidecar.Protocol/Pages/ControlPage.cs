using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Pages;

/// <summary>A node's control page: one byte a VP says who has the word. Both sides write it at any time, so go through <see cref="Memory.ISharedMemory"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4096)]
[WireLayout(4096)]
public struct ControlPage
{
    /// <summary>Index of the node.</summary>
    [FieldOffset(0)]
    public uint Index;

    /// <summary>Index of the node's first VP in the machine.</summary>
    [FieldOffset(4)]
    public uint BaseCpu;

    /// <summary>Number of VPs in the node.</summary>
    [FieldOffset(8)]
    public uint CpuCount;

    /// <summary>Interrupt vector by which the host wakes a VP.</summary>
    [FieldOffset(12)]
    public uint RequestVector;

    /// <summary>APIC id of the host CPU that a VP interrupts when it wants attention.</summary>
    [FieldOffset(16)]
    public uint ResponseCpu;

    /// <summary>Interrupt vector for that.</summary>
    [FieldOffset(20)]
    public uint ResponseVector;

    /// <summary>Non-zero: some VP of the node has news. Set by VPs, cleared by the host before it looks.</summary>
    [FieldOffset(24)]
    public uint NeedsAttention;

    /// <summary>Zero.</summary>
    [FieldOffset(28)]
    public Array36<byte> Reserved;

    /// <summary>By VP of the node: a <see cref="Pages.CpuStatus"/>.</summary>
    [FieldOffset(64)]
    public Array4032<byte> CpuStatus;

    /// <summary>A VP's status byte.</summary>
    /// <param name="nodeCpuIndex">The VP's index in the node, below 4,032. Anything else ends the program (hosted: IndexOutOfRangeException).</param>
    [UnscopedRef]
    public ref byte StatusOf(uint nodeCpuIndex) => ref CpuStatus[(int)nodeCpuIndex];
}
