using System.Runtime.InteropServices;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Boot;

/// <summary>
/// What a CPU that enters the kernel from a mailbox finds at RDI, the first time and whenever it comes back. It lies at the end of the VP's hypercall input page,
/// beyond the longest input, so that it holds for the VP's life and a removal has nothing to write but one word. Entry.asm knows its layout.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct VpEntry
{
    /// <summary>Bytes of it.</summary>
    public const int Size = 256;

    /// <summary>Byte offset in the hypercall input page.</summary>
    public const int Offset = 4096 - Size;

    /// <summary>The state in which the VP enters the kernel.</summary>
    [FieldOffset(0)]
    public InitialVpContextX64 Context;

    /// <summary>
    /// 1 while a CPU is this VP. Whoever enters exchanges 1 for it before it touches the VP's stack, and halts for good if it was 1 already; who leaves stores 0.
    /// A VP whose kernel failed keeps the 1: it is not entered again. Unlike the status byte the host has no reason to write it.
    /// </summary>
    [FieldOffset(224)]
    public uint Inside;

    /// <summary>The VP's index in the machine, for the report of a refusal.</summary>
    [FieldOffset(228)]
    public uint VpIndex;
}
