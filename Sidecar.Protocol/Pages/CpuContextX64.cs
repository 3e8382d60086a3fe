using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.X64;

namespace Sidecar.Protocol.Pages;

/// <summary>The guest's registers that neither the hypervisor nor the register page keeps.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1024)]
[WireLayout(1024)]
public struct CpuContextX64
{
    /// <summary>General purpose registers in the processor's order, with CR2 in RSP's place.</summary>
    [FieldOffset(0)]
    public Array16<ulong> Gps;

    /// <summary>x87 and SSE state.</summary>
    [FieldOffset(128)]
    public Fxsave FxState;

    /// <summary>Zero.</summary>
    [FieldOffset(640)]
    public Array384<byte> Reserved;

    /// <summary>Index of RAX in <see cref="Gps"/>.</summary>
    public const int RAX = 0;

    /// <summary>Index of RCX in <see cref="Gps"/>.</summary>
    public const int RCX = 1;

    /// <summary>Index of RDX in <see cref="Gps"/>.</summary>
    public const int RDX = 2;

    /// <summary>Index of RBX in <see cref="Gps"/>.</summary>
    public const int RBX = 3;

    /// <summary>Index of CR2 (in RSP's place) in <see cref="Gps"/>.</summary>
    public const int CR2 = 4;

    /// <summary>Index of RBP in <see cref="Gps"/>.</summary>
    public const int RBP = 5;

    /// <summary>Index of RSI in <see cref="Gps"/>.</summary>
    public const int RSI = 6;

    /// <summary>Index of RDI in <see cref="Gps"/>.</summary>
    public const int RDI = 7;

    /// <summary>Index of R8 in <see cref="Gps"/>.</summary>
    public const int R8 = 8;

    /// <summary>Index of R9 in <see cref="Gps"/>.</summary>
    public const int R9 = 9;

    /// <summary>Index of R10 in <see cref="Gps"/>.</summary>
    public const int R10 = 10;

    /// <summary>Index of R11 in <see cref="Gps"/>.</summary>
    public const int R11 = 11;

    /// <summary>Index of R12 in <see cref="Gps"/>.</summary>
    public const int R12 = 12;

    /// <summary>Index of R13 in <see cref="Gps"/>.</summary>
    public const int R13 = 13;

    /// <summary>Index of R14 in <see cref="Gps"/>.</summary>
    public const int R14 = 14;

    /// <summary>Index of R15 in <see cref="Gps"/>.</summary>
    public const int R15 = 15;
}
