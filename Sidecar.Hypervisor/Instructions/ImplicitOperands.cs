namespace Sidecar.Hypervisor.Instructions;

/// <summary>Memory that an opcode means without naming it: what string instructions move, what XLAT looks up, the top of the stack.</summary>
internal static class ImplicitOperands
{
    private const byte Rbx = 3;
    private const byte Rsp = 4;
    private const byte Rbp = 5;
    private const byte Rsi = 6;
    private const byte Rdi = 7;
    private const int Push = 1;
    private const int Pop = 2;
    private const int Leave = 3;

    /// <summary>Finds them.</summary>
    public static void Find(CodeMode mode, in Prefixes prefixes, ref Instruction instruction)
    {
        if (prefixes.Extended || instruction.Map > 1)
        {
            return;
        }

        var address = prefixes.AddressSize(mode);
        if (instruction.Map == 0)
        {
            FindString(prefixes, address, ref instruction);
        }

        // The size of a stack pointer is SS's affair outside 64-bit code: the address is cut to it later.
        var stack = Stack(instruction);
        if (stack != 0)
        {
            var size = instruction.OperandSize == 2 ? 2UL : mode == CodeMode.Bits64 ? 8UL : 4UL;
            instruction.Second = InstructionDecoder.Implicit(Prefixes.Ss, stack == Leave ? Rbp : Rsp, mode == CodeMode.Bits64 ? (byte)8 : (byte)0);
            instruction.Second.Displacement = stack == Push ? 0 - size : 0;
        }
    }

    private static void FindString(in Prefixes prefixes, byte address, ref Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case 0x6e or 0x6f or 0xac or 0xad:
                instruction.Operand = InstructionDecoder.Implicit(prefixes.SegmentOr(Prefixes.Ds), Rsi, address);
                break;

            case 0x6c or 0x6d or 0xaa or 0xab or 0xae or 0xaf:
                instruction.Second = InstructionDecoder.Implicit(Prefixes.Es, Rdi, address);
                break;

            case 0xa4 or 0xa5 or 0xa6 or 0xa7:
                instruction.Operand = InstructionDecoder.Implicit(prefixes.SegmentOr(Prefixes.Ds), Rsi, address);
                instruction.Second = InstructionDecoder.Implicit(Prefixes.Es, Rdi, address);
                break;

            case 0xd7:
                instruction.Operand = InstructionDecoder.Implicit(prefixes.SegmentOr(Prefixes.Ds), Rbx, address);
                instruction.Operand.Index = 0;
                instruction.Operand.ByteIndex = true;
                break;
        }
    }

    private static int Stack(in Instruction instruction)
    {
        if (instruction.Map == 1)
        {
            return instruction.Opcode switch
            {
                0xa0 or 0xa8 => Push,
                0xa1 or 0xa9 => Pop,
                _ => 0,
            };
        }

        return instruction.Opcode switch
        {
            (>= 0x50 and < 0x58) or 0x06 or 0x0e or 0x16 or 0x1e or 0x60 or 0x68 or 0x6a or 0x9a or 0x9c or 0xc8 or 0xe8 => Push,
            0xff when ((instruction.ModRm >> 3) & 7) is 2 or 3 or 6 => Push,
            (>= 0x58 and < 0x60) or 0x07 or 0x17 or 0x1f or 0x61 or 0x8f or 0x9d or 0xc2 or 0xc3 or 0xca or 0xcb or 0xcf => Pop,
            0xc9 => Leave,
            _ => 0,
        };
    }
}
