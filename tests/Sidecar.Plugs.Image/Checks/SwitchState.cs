using Sidecar.Plugs.Image.Machine;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>Register contents that tell each register from every other, and comparison of them.</summary>
internal static unsafe class SwitchState
{
    private const int Control = 0;
    private const int Status = 2;
    private const int Tags = 4;
    private const int Mxcsr = 24;
    private const int X87Registers = 32;
    private const int VectorRegisters = 160;
    private const int RegistersEnd = 416;

    /// <summary>Fills 16 general registers; CR2 in RSP's place.</summary>
    internal static void FillRegisters(ulong* registers, ulong seed)
    {
        for (var i = 0; i < 16; i++)
        {
            registers[i] = (seed << 56) | ((ulong)i << 48) | ((ulong)i * 0x0101_0101_0101) | seed;
        }
    }

    /// <summary>Fills an FXSAVE area: eight full x87 registers, odd rounding and precision, no exception pending.</summary>
    internal static void FillState(byte* state, byte seed, ushort control, ushort status, uint mxcsr)
    {
        for (var i = 0; i < 512; i++)
        {
            state[i] = 0;
        }

        *(ushort*)(state + Control) = control;
        *(ushort*)(state + Status) = status;
        state[Tags] = 0xff;
        *(uint*)(state + Mxcsr) = mxcsr;
        for (var i = X87Registers; i < RegistersEnd; i++)
        {
            // Ten of the sixteen bytes of an x87 register exist.
            state[i] = i >= VectorRegisters || (i & 15) < 10 ? (byte)((i * 3) + seed) : (byte)0;
        }
    }

    /// <summary>Whether two FXSAVE areas hold the same registers.</summary>
    internal static bool SameState(byte* left, byte* right)
    {
        var same = *(ushort*)(left + Control) == *(ushort*)(right + Control) && *(ushort*)(left + Status) == *(ushort*)(right + Status)
            && left[Tags] == right[Tags] && *(uint*)(left + Mxcsr) == *(uint*)(right + Mxcsr);
        for (var i = X87Registers; i < RegistersEnd; i++)
        {
            same &= left[i] == right[i];
        }

        return same;
    }

    /// <summary>Whether the general registers from <paramref name="first"/> on are the same.</summary>
    internal static bool SameRegisters(ulong* left, ulong* right, int first)
    {
        var same = true;
        for (var i = first; i < 16; i++)
        {
            same &= left[i] == right[i];
        }

        return same;
    }

    /// <summary>Whether the general registers of both halves of the block are the same; CR2, in the fifth place, is not looked at.</summary>
    internal static bool SameButCr2(SwitchBlock* block)
    {
        block->Entry[4] = block->Exit[4];
        return SameRegisters(block->Entry, block->Exit, 0);
    }

    /// <summary>What the other side of a switch leaves with, an unmasked x87 exception pending: the next waiting x87 instruction would raise #MF.</summary>
    internal static void FillExit(SwitchBlock* block)
    {
        FillRegisters(block->Exit, 0x3c);
        FillState(block->ExitState, 0x21, 0x0b7b, 0x9284, 0x5fa5);
    }
}
