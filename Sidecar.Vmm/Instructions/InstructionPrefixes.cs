using System;

namespace Sidecar.Vmm.Instructions;

/// <summary>The prefixes of an instruction (AMD APM 3, 1.2).</summary>
public readonly ref struct InstructionPrefixes
{
    private InstructionPrefixes(int length, byte rex, byte segment, byte repeat, bool operandSize, bool addressSize)
    {
        Length = length;
        Rex = rex;
        Segment = segment;
        Repeat = repeat;
        OperandSize = operandSize;
        AddressSize = addressSize;
    }

    /// <summary>Bytes, REX included.</summary>
    public int Length { get; }

    /// <summary>REX; 0 for none.</summary>
    public byte Rex { get; }

    /// <summary>The last segment override; 0 for none.</summary>
    public byte Segment { get; }

    /// <summary>0xf2 or 0xf3; 0 for none.</summary>
    public byte Repeat { get; }

    /// <summary>Whether there is 0x66.</summary>
    public bool OperandSize { get; }

    /// <summary>Whether there is 0x67.</summary>
    public bool AddressSize { get; }

    /// <summary>Whether REX.W is set.</summary>
    public bool IsWide => (Rex & 8) != 0;

    /// <summary>Reads the prefixes that an instruction begins with.</summary>
    public static InstructionPrefixes Read(ReadOnlySpan<byte> code, CodeSize size)
    {
        byte segment = 0, repeat = 0;
        bool operand = false, address = false;
        var length = 0;
        for (; length < code.Length; length++)
        {
            switch (code[length])
            {
                case 0x26 or 0x2e or 0x36 or 0x3e or 0x64 or 0x65:
                    segment = code[length];
                    continue;
                case 0x66:
                    operand = true;
                    continue;
                case 0x67:
                    address = true;
                    continue;
                case 0xf0:
                    continue;
                case 0xf2 or 0xf3:
                    repeat = code[length];
                    continue;
            }

            break;
        }

        byte rex = 0;
        if (size.IsLong && length < code.Length && code[length] is >= 0x40 and <= 0x4f)
        {
            rex = code[length++];
        }

        return new InstructionPrefixes(length, rex, segment, repeat, operand, address);
    }
}
