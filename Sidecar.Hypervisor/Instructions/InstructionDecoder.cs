using System;

namespace Sidecar.Hypervisor.Instructions;

/// <summary>
/// How long an instruction is, and what memory it names: every map of opcodes, legacy, VEX, EVEX and XOP (AMD APM volume 3, chapter 1). Whether the CPU knows the
/// instruction is not asked: it executed it.
/// </summary>
public static class InstructionDecoder
{
    /// <summary>Bytes that no instruction exceeds.</summary>
    public const int MaxLength = 15;

    /// <summary>Reads one instruction.</summary>
    /// <param name="bytes">Its bytes, and perhaps more.</param>
    /// <param name="mode">What CS says.</param>
    /// <param name="instruction">What was found.</param>
    /// <returns>False when the bytes end before the instruction does, or it is longer than any may be.</returns>
    public static bool TryDecode(scoped ReadOnlySpan<byte> bytes, CodeMode mode, out Instruction instruction)
    {
        instruction = default;
        var code = new CodeReader(bytes);
        var prefixes = Prefixes.Read(ref code, mode);
        var opcode = code.Next();
        instruction.OperandSize = prefixes.OperandSize(mode);
        var form = Select(ref code, mode, ref prefixes, opcode, ref instruction);
        if ((form & OpcodeForm.ModRm) != 0)
        {
            ReadModRm(ref code, mode, prefixes, (form & OpcodeForm.Registers) != 0, ref instruction);
            form |= MoreOf(prefixes, instruction);
        }

        if ((form & OpcodeForm.Address) != 0)
        {
            var size = prefixes.AddressSize(mode);
            instruction.Operand = Implicit(prefixes.SegmentOr(Prefixes.Ds), MemoryOperand.NoRegister, size);
            instruction.Operand.Displacement = code.Unsigned(size);
        }

        SkipConstants(ref code, form, prefixes, mode);
        ImplicitOperands.Find(mode, prefixes, ref instruction);
        instruction.Length = (byte)code.Position;
        return !code.Exhausted && code.Position <= MaxLength;
    }

    /// <summary>An operand at a register's address.</summary>
    internal static MemoryOperand Implicit(byte segment, byte register, byte addressSize) => new()
    {
        Exists = true,
        Segment = segment,
        Base = register,
        Index = MemoryOperand.NoRegister,
        AddressSize = addressSize,
    };

    /// <summary>Reads the opcode to its end; what follows it.</summary>
    private static byte Select(ref CodeReader code, CodeMode mode, ref Prefixes prefixes, byte opcode, ref Instruction instruction)
    {
        // Outside 64-bit code these are LES, LDS and BOUND where a memory operand follows.
        var extended = mode == CodeMode.Bits64 || code.Peek >= 0xc0;
        switch (opcode)
        {
            case 0xc4 when extended:
                var first = code.Next();
                prefixes.SetExtension(first, code.Next(), mode);
                return VectorForm(ref code, (byte)(first & 0x1f), ref instruction);

            case 0xc5 when extended:
                prefixes.SetExtension((byte)(code.Next() | 0x60), 0, mode);
                return VectorForm(ref code, 1, ref instruction);

            case 0x62 when extended:
                var map = code.Next();
                prefixes.SetExtension(map, code.Next(), mode);
                prefixes.Disp8IsScaled = true;
                code.Next();
                return VectorForm(ref code, (byte)(map & 7), ref instruction);

            case 0x8f when (code.Peek & 0x1f) >= 8:
                var select = code.Next();
                prefixes.SetExtension(select, code.Next(), mode);
                instruction.Map = (byte)(select & 0x1f);
                instruction.Opcode = code.Next();
                return (byte)(OpcodeForm.ModRm | instruction.Map switch
                {
                    8 => OpcodeForm.Byte,
                    10 => OpcodeForm.Full,
                    _ => 0,
                });

            case 0x0f:
                return TwoByteForm(ref code, prefixes, ref instruction);

            default:
                instruction.Opcode = opcode;
                return OpcodeTables.OneByte[opcode];
        }
    }

    private static byte TwoByteForm(ref CodeReader code, in Prefixes prefixes, ref Instruction instruction)
    {
        var opcode = code.Next();
        instruction.Map = opcode switch
        {
            0x38 => 2,
            0x3a => 3,
            _ => 1,
        };
        if (instruction.Map == 1)
        {
            instruction.Opcode = opcode;

            // EXTRQ and INSERTQ have two constants.
            return (byte)(OpcodeTables.TwoByte[opcode] | (opcode == 0x78 && (prefixes.Operand || prefixes.Repeat == 0xf2) ? OpcodeForm.Word : 0));
        }

        instruction.Opcode = code.Next();
        return (byte)(OpcodeForm.ModRm | (instruction.Map == 3 ? OpcodeForm.Byte : 0));
    }

    private static byte VectorForm(ref CodeReader code, byte map, ref Instruction instruction)
    {
        instruction.Map = map;
        instruction.Opcode = code.Next();
        return map switch
        {
            1 when instruction.Opcode == 0x77 => 0,
            1 => (byte)(OpcodeForm.ModRm | (OpcodeTables.TwoByte[instruction.Opcode] & OpcodeForm.Byte)),
            3 => OpcodeForm.ModRm | OpcodeForm.Byte,
            _ => OpcodeForm.ModRm,
        };
    }

    /// <summary>Constants that only some of an opcode's forms have: TEST of group 3.</summary>
    private static byte MoreOf(in Prefixes prefixes, in Instruction instruction)
        => instruction.Map != 0 || prefixes.Extended || (instruction.ModRm & 0x30) != 0 ? (byte)0 : (byte)(instruction.Opcode switch
        {
            0xf6 => OpcodeForm.Byte,
            0xf7 => OpcodeForm.Operand,
            _ => 0,
        });

    private static void SkipConstants(ref CodeReader code, byte form, in Prefixes prefixes, CodeMode mode)
    {
        var operand = prefixes.OperandSize(mode);
        code.Skip((form & OpcodeForm.Byte) != 0 ? 1 : 0);
        code.Skip((form & OpcodeForm.Word) != 0 ? 2 : 0);
        if ((form & OpcodeForm.Operand) != 0)
        {
            code.Skip(operand == 2 ? 2 : 4);
        }

        if ((form & OpcodeForm.Full) != 0)
        {
            code.Skip(prefixes.Extended ? 4 : operand);
        }
    }

    private static void ReadModRm(ref CodeReader code, CodeMode mode, in Prefixes prefixes, bool registersOnly, ref Instruction instruction)
    {
        var modRm = code.Next();
        instruction.ModRm = modRm;
        if (modRm >= 0xc0 || registersOnly)
        {
            return;
        }

        var size = prefixes.AddressSize(mode);
        instruction.Operand = size == 2
            ? Operand16(ref code, modRm)
            : Operand32(ref code, mode, prefixes, modRm, size);
        instruction.Operand.Segment = prefixes.SegmentOr(instruction.Operand.Segment);
    }

    private static MemoryOperand Operand16(ref CodeReader code, byte modRm)
    {
        var mod = modRm >> 6;
        var rm = modRm & 7;
        ReadOnlySpan<byte> bases = [3, 3, 5, 5, 6, 7, 5, 3];
        var operand = Implicit(rm is 2 or 3 or 6 ? Prefixes.Ss : Prefixes.Ds, bases[rm], 2);
        if (rm < 4)
        {
            operand.Index = (byte)(6 + (rm & 1));
        }

        if (mod == 0 && rm == 6)
        {
            operand.Base = MemoryOperand.NoRegister;
            operand.Segment = Prefixes.Ds;
            mod = 2;
        }

        operand.Displacement = mod switch
        {
            1 => code.Signed(1),
            2 => code.Signed(2),
            _ => 0,
        };
        return operand;
    }

    private static MemoryOperand Operand32(ref CodeReader code, CodeMode mode, in Prefixes prefixes, byte modRm, byte size)
    {
        var mod = modRm >> 6;
        var rm = modRm & 7;
        var operand = Implicit(Prefixes.Ds, (byte)(rm | prefixes.BaseBit), size);
        if (rm == 4)
        {
            var sib = code.Next();
            operand.Scale = (byte)(sib >> 6);
            operand.Index = (byte)(((sib >> 3) & 7) | prefixes.IndexBit);
            operand.Index = operand.Index == 4 ? MemoryOperand.NoRegister : operand.Index;
            rm = sib & 7;
            operand.Base = (byte)(rm | prefixes.BaseBit);
            if (mod == 0 && rm == 5)
            {
                operand.Base = MemoryOperand.NoRegister;
                mod = 2;
            }
        }
        else if (mod == 0 && rm == 5)
        {
            operand.Base = mode == CodeMode.Bits64 ? MemoryOperand.NextInstruction : MemoryOperand.NoRegister;
            mod = 2;
        }

        operand.Segment = operand.Base is 4 or 5 ? Prefixes.Ss : Prefixes.Ds;
        operand.Displacement = mod switch
        {
            1 => code.Signed(1),
            2 => code.Signed(4),
            _ => 0,
        };

        // How an EVEX instruction scales its short displacement depends on the instruction: there is no telling the address.
        operand.Exists = !prefixes.Disp8IsScaled || mod != 1;
        return operand;
    }
}
