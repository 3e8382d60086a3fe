namespace Sidecar.Hypervisor.Instructions;

/// <summary>What <see cref="InstructionDecoder"/> finds.</summary>
public struct Instruction
{
    /// <summary>Bytes: 1 to 15.</summary>
    public byte Length;

    /// <summary>0 for opcodes of one byte, 1 for those after 0F, 2 after 0F 38, 3 after 0F 3A; VEX, EVEX and XOP have their own numbers.</summary>
    public byte Map;

    /// <summary>Last byte of the opcode.</summary>
    public byte Opcode;

    /// <summary>ModRM byte, 0 for none.</summary>
    public byte ModRm;

    /// <summary>Bytes of an operand, where the opcode does not say otherwise: 2, 4 or 8.</summary>
    public byte OperandSize;

    /// <summary>The operand that ModRM names, or a string instruction's source, or the one whose address follows the opcode.</summary>
    public MemoryOperand Operand;

    /// <summary>A string instruction's destination, or the top of the stack.</summary>
    public MemoryOperand Second;
}
