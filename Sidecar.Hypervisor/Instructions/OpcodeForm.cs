namespace Sidecar.Hypervisor.Instructions;

/// <summary>What follows an opcode byte, as the tables of <see cref="OpcodeTables"/> have it.</summary>
public static class OpcodeForm
{
    /// <summary>A ModRM byte, and what it brings with it.</summary>
    public const byte ModRm = 1;

    /// <summary>One byte.</summary>
    public const byte Byte = 2;

    /// <summary>Two bytes.</summary>
    public const byte Word = 4;

    /// <summary>Two or four bytes, by operand size.</summary>
    public const byte Operand = 8;

    /// <summary>Two, four or eight bytes, by operand size.</summary>
    public const byte Full = 16;

    /// <summary>An address: two, four or eight bytes, by address size.</summary>
    public const byte Address = 32;

    /// <summary>The ModRM byte names registers only, whatever it says (moves to and from control and debug registers).</summary>
    public const byte Registers = 64;
}
