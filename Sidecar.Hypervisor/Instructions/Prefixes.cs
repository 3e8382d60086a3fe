namespace Sidecar.Hypervisor.Instructions;

/// <summary>An instruction's prefixes.</summary>
internal struct Prefixes
{
    public const byte Es = 0;
    public const byte Cs = 1;
    public const byte Ss = 2;
    public const byte Ds = 3;
    public const byte Fs = 4;
    public const byte Gs = 5;

    private const byte RexW = 8;
    private const byte RexX = 2;
    private const byte RexB = 1;

    /// <summary>Operand size, 66.</summary>
    public bool Operand;

    /// <summary>Address size, 67.</summary>
    public bool Address;

    /// <summary>F2 or F3, the last; 0 for none.</summary>
    public byte Repeat;

    /// <summary>Whether VEX, EVEX or XOP leads the opcode.</summary>
    public bool Extended;

    /// <summary>Whether a displacement of one byte is multiplied (EVEX).</summary>
    public bool Disp8IsScaled;

    private byte _rex;
    private byte _segment;
    private bool _hasSegment;

    /// <summary>8 when an index register is one of the upper eight.</summary>
    public readonly byte IndexBit => (byte)((_rex & RexX) << 2);

    /// <summary>8 when a base register is one of the upper eight.</summary>
    public readonly byte BaseBit => (byte)((_rex & RexB) << 3);

    /// <summary>Takes them all. A REX prefix counts only as the last.</summary>
    public static Prefixes Read(ref CodeReader code, CodeMode mode)
    {
        Prefixes prefixes = default;
        while (!code.Exhausted)
        {
            var value = code.Peek;
            if (mode == CodeMode.Bits64 && (value & 0xf0) == 0x40)
            {
                prefixes._rex = value;
            }
            else if (prefixes.Take(value, mode))
            {
                prefixes._rex = 0;
            }
            else
            {
                break;
            }

            code.Next();
        }

        return prefixes;
    }

    /// <summary>The segment that a prefix names, or the one that goes without saying.</summary>
    public readonly byte SegmentOr(byte segment) => _hasSegment ? _segment : segment;

    /// <summary>2, 4 or 8.</summary>
    public readonly byte OperandSize(CodeMode mode)
    {
        if ((_rex & RexW) != 0)
        {
            return 8;
        }

        return (mode == CodeMode.Bits16) != Operand ? (byte)2 : (byte)4;
    }

    /// <summary>2, 4 or 8.</summary>
    public readonly byte AddressSize(CodeMode mode) => mode switch
    {
        CodeMode.Bits64 => Address ? (byte)4 : (byte)8,
        CodeMode.Bits32 => Address ? (byte)2 : (byte)4,
        _ => Address ? (byte)4 : (byte)2,
    };

    /// <summary>Takes over the bits of REX that VEX, EVEX and XOP have upside down.</summary>
    /// <param name="registers">The byte whose upper three bits extend register numbers.</param>
    /// <param name="width">The byte whose uppermost bit is W.</param>
    /// <param name="mode">Only in 64-bit code are there registers to extend to.</param>
    public void SetExtension(byte registers, byte width, CodeMode mode)
    {
        Extended = true;
        _rex = mode == CodeMode.Bits64 ? (byte)(((~registers >> 5) & 7) | ((width >> 4) & RexW)) : (byte)0;
    }

    private bool Take(byte value, CodeMode mode)
    {
        switch (value)
        {
            case 0x66:
                Operand = true;
                return true;

            case 0x67:
                Address = true;
                return true;

            case 0xf0:
                return true;

            case 0xf2 or 0xf3:
                Repeat = value;
                return true;

            case 0x26 or 0x2e or 0x36 or 0x3e:
                // 64-bit code has no use for these, and one of FS or GS before them stays.
                SetSegment((byte)((value >> 3) & 3), mode != CodeMode.Bits64);
                return true;

            case 0x64 or 0x65:
                SetSegment((byte)(value & 7), true);
                return true;

            default:
                return false;
        }
    }

    private void SetSegment(byte segment, bool counts)
    {
        if (counts)
        {
            _segment = segment;
            _hasSegment = true;
        }
    }
}
