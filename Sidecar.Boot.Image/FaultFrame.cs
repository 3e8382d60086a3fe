namespace Sidecar.Boot.Image;

/// <summary>What the exception stubs leave on the stack (Sidecar.Cosmos.Plugs, Exceptions.asm): 15 registers, vector, error code, and what the CPU pushed.</summary>
public unsafe struct FaultFrame
{
    /// <summary>R15 to R8, RBP, RDI, RSI, RDX, RCX, RBX, RAX.</summary>
    public fixed ulong Registers[15];

    /// <summary>Exception vector.</summary>
    public ulong Vector;

    /// <summary>Error code, 0 for exceptions without one.</summary>
    public ulong ErrorCode;

    /// <summary>Where it happened.</summary>
    public ulong Rip;

    /// <summary>Code segment.</summary>
    public ulong CodeSegment;

    /// <summary>Flags.</summary>
    public ulong Flags;

    /// <summary>Stack pointer.</summary>
    public ulong Rsp;

    /// <summary>Stack segment.</summary>
    public ulong StackSegment;
}
