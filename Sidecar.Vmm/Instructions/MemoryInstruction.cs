using System;
using System.Buffers.Binary;

namespace Sidecar.Vmm.Instructions;

/// <summary>
/// An instruction with one operand in memory, as far as the VMM has to know it to carry it out: the operand's address came with the message, so of the ModRM byte only
/// the length and the register matter. The forms that compilers use for devices, and a few more.
/// </summary>
public struct MemoryInstruction
{
    /// <summary>What it does.</summary>
    public MemoryOperation Operation;

    /// <summary>Bytes of the instruction.</summary>
    public int Length;

    /// <summary>Bytes of the operand in memory.</summary>
    public int Size;

    /// <summary>Bytes of the register that is loaded: more than <see cref="Size"/> for MOVZX and MOVSX.</summary>
    public int RegisterSize;

    /// <summary>Number of the register, in the encoding of instructions.</summary>
    public int Register;

    /// <summary>Whether the register is AH, CH, DH or BH: bits 8 to 15 of <see cref="Register"/>.</summary>
    public bool IsHighByte;

    /// <summary>Whether the other operand is <see cref="Immediate"/>.</summary>
    public bool HasImmediate;

    /// <summary>The immediate, sign-extended.</summary>
    public ulong Immediate;

    /// <summary>Whether the register is the destination.</summary>
    public bool ToRegister;

    /// <summary>Whether the value that is loaded is sign-extended.</summary>
    public bool IsSigned;

    /// <summary>Whether a string instruction is repeated.</summary>
    public bool IsRepeated;

    /// <summary>Bytes of an address.</summary>
    public int AddressBytes;

    /// <summary>The prefix that overrides the segment; 0 for none.</summary>
    public byte Segment;

    /// <summary>Reads an instruction. False when it is none of those, or when bytes are missing.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> code, CodeSize mode, out MemoryInstruction instruction)
    {
        var prefixes = InstructionPrefixes.Read(code, mode);
        instruction = new MemoryInstruction
        {
            AddressBytes = mode.AddressBytes(prefixes.AddressSize),
            IsRepeated = prefixes.Repeat != 0,
            Segment = prefixes.Segment,
        };
        var rest = code[prefixes.Length..];
        if (rest.IsEmpty)
        {
            return false;
        }

        // The operand size of opcodes that are not for bytes.
        var word = prefixes.IsWide ? sizeof(ulong) : (mode.Bytes == sizeof(ushort)) != prefixes.OperandSize ? sizeof(ushort) : sizeof(uint);
        var opcode = (int)rest[0];
        rest = rest[1..];
        instruction.Length = prefixes.Length + 1;
        if (opcode == 0x0f)
        {
            if (rest.IsEmpty)
            {
                return false;
            }

            opcode = 0x0f00 | rest[0];
            rest = rest[1..];
            instruction.Length++;
        }

        instruction.Size = (opcode & 1) == 0 ? sizeof(byte) : word;
        instruction.RegisterSize = instruction.Size;
        if (instruction.IsString(opcode))
        {
            return true;
        }

        if (opcode is >= 0xa0 and <= 0xa3)
        {
            // MOV between the accumulator and an address of its own.
            instruction.ToRegister = opcode < 0xa2;
            instruction.Length += instruction.AddressBytes;
            return instruction.Length <= code.Length;
        }

        if (rest.IsEmpty || !TryMeasure(rest, instruction.AddressBytes, out var operandLength))
        {
            return false;
        }

        var modRm = rest[0];
        rest = rest[operandLength..];
        instruction.Length += operandLength;
        instruction.SetRegister(((modRm >> 3) & 7) | ((prefixes.Rex & 4) << 1), prefixes.Rex);
        return instruction.TrySetOperation(opcode, (modRm >> 3) & 7, word, rest);
    }

    private bool IsString(int opcode)
    {
        switch (opcode)
        {
            case 0xa4 or 0xa5:
                Operation = MemoryOperation.Copy;
                return true;
            case 0xaa or 0xab:
                Operation = MemoryOperation.Store;
                return true;
            case 0xac or 0xad:
                Operation = MemoryOperation.Load;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Without REX, byte registers 4 to 7 are the second bytes of registers 0 to 3 (AMD APM 3, 1.4.1).</summary>
    private void SetRegister(int number, byte rex)
    {
        IsHighByte = Size == sizeof(byte) && rex == 0 && number >= 4;
        Register = IsHighByte ? number - 4 : number;
    }

    private bool TrySetOperation(int opcode, int extension, int word, ReadOnlySpan<byte> rest)
    {
        switch (opcode)
        {
            // 00 ADD, 08 OR, 10 ADC, 18 SBB, 20 AND, 28 SUB, 30 XOR, 38 CMP: memory, register; then register, memory.
            case < 0x40 when (opcode & 7) < 4:
                Operation = MemoryOperation.Add + (byte)(opcode >> 3);
                ToRegister = (opcode & 2) != 0;
                return true;

            case 0x80 or 0x81 or 0x83:
                Operation = MemoryOperation.Add + (byte)extension;
                return TryTakeImmediate(rest, opcode == 0x83 ? sizeof(byte) : Math.Min(Size, sizeof(uint)));

            case 0x84 or 0x85:
                Operation = MemoryOperation.Test;
                return true;

            case 0x86 or 0x87:
                Operation = MemoryOperation.Exchange;
                return true;

            case 0x88 or 0x89 or 0x8a or 0x8b:
                ToRegister = opcode >= 0x8a;
                return true;

            case 0xc6 or 0xc7 when extension == 0:
                return TryTakeImmediate(rest, Math.Min(Size, sizeof(uint)));

            case 0xf6 or 0xf7 when extension is 0 or 1:
                Operation = MemoryOperation.Test;
                return TryTakeImmediate(rest, Math.Min(Size, sizeof(uint)));

            case 0xf6 or 0xf7 when extension is 2 or 3:
                Operation = extension == 2 ? MemoryOperation.Not : MemoryOperation.Neg;
                return true;

            case 0xfe or 0xff when extension is 0 or 1:
                Operation = extension == 0 ? MemoryOperation.Inc : MemoryOperation.Dec;
                return true;

            // MOVZX, MOVSX: the opcode's low bit is the size in memory, the prefixes are the register's.
            case 0x0fb6 or 0x0fb7 or 0x0fbe or 0x0fbf:
                Extend(word, (opcode & 1) == 0 ? sizeof(byte) : sizeof(ushort), opcode >= 0x0fbe);
                return true;

            // MOVSXD, in 64-bit code alone: elsewhere 63 is ARPL, which has 32-bit registers nowhere.
            case 0x63 when word == sizeof(ulong):
                Extend(word, sizeof(uint), isSigned: true);
                return true;

            default:
                return false;
        }
    }

    private void Extend(int word, int size, bool isSigned)
    {
        Register += IsHighByte ? 4 : 0;
        IsHighByte = false;
        ToRegister = true;
        RegisterSize = word;
        Size = size;
        IsSigned = isSigned;
    }

    private bool TryTakeImmediate(ReadOnlySpan<byte> rest, int size)
    {
        if (rest.Length < size)
        {
            return false;
        }

        HasImmediate = true;
        Length += size;
        Immediate = size switch
        {
            sizeof(byte) => (ulong)(sbyte)rest[0],
            sizeof(ushort) => (ulong)(short)BinaryPrimitives.ReadUInt16LittleEndian(rest),
            _ => (ulong)(int)BinaryPrimitives.ReadUInt32LittleEndian(rest),
        };
        return true;
    }

    /// <summary>Bytes of ModRM, SIB and displacement (AMD APM 3, 1.4). False for an operand that is a register, or when bytes are missing.</summary>
    private static bool TryMeasure(ReadOnlySpan<byte> rest, int addressBytes, out int length)
    {
        var (mode, register) = (rest[0] >> 6, rest[0] & 7);
        length = 1;
        if (addressBytes == sizeof(ushort))
        {
            length += mode == 1 ? 1 : mode == 2 || (mode == 0 && register == 6) ? sizeof(ushort) : 0;
        }
        else
        {
            var hasSib = register == 4;
            var isBare = register == 5;
            if (hasSib)
            {
                length++;
                isBare = rest.Length > 1 && (rest[1] & 7) == 5;
            }

            length += mode == 1 ? 1 : mode == 2 || (mode == 0 && isBare) ? sizeof(uint) : 0;
        }

        return mode != 3 && length <= rest.Length;
    }
}
