using System;
using System.Runtime;
using Sidecar.Cosmos.Plugs;
using Sidecar.Protocol.Guests;

namespace Sidecar.Guests;

/// <summary>Holds every register at known values through exits, interrupts and stops, and compares. The result says which register was not the same.</summary>
internal static unsafe class StateGuest
{
    private const ulong DefaultRounds = 100;
    private const ulong Spins = 20_000;
    private const ushort TestPort = 0x511;
    private const ulong FsGsBase = 1;
    private const ulong StateSize = 1024;

    // CF, PF, AF, ZF, SF, DF, OF beside the bit that is always set; ID.
    private const ulong ManyFlags = 0xcd7;
    private const ulong FewFlags = 0x20_0002;

    private const int Rcx = 1;
    private const int Rdx = 2;
    private const int Rsp = 4;

    [RuntimeExport("guest_state")]
    private static uint Main(uint vp, uint count, GuestParameters* parameters)
    {
        // SAFETY: each VP has two states of its own in the shared part, which is the guest's; CPUID fills four words.
        var loaded = (RegisterState*)(GuestMemory.Shared + (vp * 2 * StateSize));
        var seen = (RegisterState*)((byte*)loaded + StateSize);
        var leaf = stackalloc uint[4];
        Cpuid.Query(7, 0, leaf);
        var hasBases = (leaf[1] & FsGsBase) != 0;
        if (hasBases)
        {
            GuestCalls.EnableBaseInstructions();
        }

        var rounds = parameters->Argument == 0 ? DefaultRounds : parameters->Argument;
        for (var round = 0UL; round < rounds; round++)
        {
            Fill(loaded, (vp << 20) + round);
            GuestCalls.Hold(loaded, seen, Spins, hasBases ? 1UL : 0);
            var wrong = Compare(loaded, seen, hasBases);
            if (wrong != 0)
            {
                return SerialText.Fail(wrong, "a register changed"u8);
            }
        }

        return 0;
    }

    private static void Fill(RegisterState* state, ulong seed)
    {
        for (var i = 0; i < 16; i++)
        {
            state->Gprs[i] = Pattern(seed, (uint)i);
        }

        state->Gprs[Rcx] = 0;
        state->Gprs[Rsp] = 0;
        state->Gprs[Rdx] = (state->Gprs[Rdx] & ~0xffffUL) | TestPort;
        state->Flags = (seed & 1) == 0 ? ManyFlags : FewFlags;
        // Canonical, and none that would break: DR7 enables nothing.
        state->Cr2 = Pattern(seed, 16) >> 17;
        for (var i = 0; i < 4; i++)
        {
            state->Debug[i] = Pattern(seed, 17 + (uint)i) >> 17;
        }

        state->FsBase = Pattern(seed, 21) >> 17;
        state->GsBase = Pattern(seed, 22) >> 17;
        for (var i = 0; i < RegisterState.FxSize / sizeof(ulong); i++)
        {
            ((ulong*)state->Fx)[i] = i is >= 20 and < 52 ? Pattern(seed, 32 + (uint)i) : 0;
        }

        // FCW: every exception masked, rounding by turns. FTW: all eight registers in use. MXCSR: masked, rounding by turns.
        *(ushort*)state->Fx = (ushort)(0x37f | ((seed & 3) << 10));
        state->Fx[4] = 0xff;
        *(uint*)(state->Fx + 24) = (uint)(0x1f80 | ((seed & 3) << 13));
        for (var i = 0; i < 8; i++)
        {
            // A normal number: significand with its top bit, any exponent.
            *(ulong*)(state->Fx + 32 + (16 * i)) = Pattern(seed, 100 + (uint)i) | (1UL << 63);
            *(ushort*)(state->Fx + 40 + (16 * i)) = (ushort)(0x3fff + i);
        }
    }

    /// <summary>1 to 16: general registers; 17 RFLAGS; 18 CR2; 19 to 22 DR0 to 3; 23, 24 FS and GS; 25 FCW; 26 FTW; 27 MXCSR; 32 to 39 ST0 to 7; 48 to 63 XMM0 to 15.</summary>
    private static uint Compare(RegisterState* loaded, RegisterState* seen, bool hasBases)
    {
        for (var i = 0; i < 16; i++)
        {
            if (i != Rsp && loaded->Gprs[i] != seen->Gprs[i])
            {
                return 1 + (uint)i;
            }
        }

        if (loaded->Flags != seen->Flags)
        {
            return 17;
        }

        if (loaded->Cr2 != seen->Cr2)
        {
            return 18;
        }

        for (var i = 0; i < 4; i++)
        {
            if (loaded->Debug[i] != seen->Debug[i])
            {
                return 19 + (uint)i;
            }
        }

        if (hasBases && (loaded->FsBase != seen->FsBase || loaded->GsBase != seen->GsBase))
        {
            return loaded->FsBase != seen->FsBase ? 23U : 24;
        }

        return CompareFx(loaded->Fx, seen->Fx);
    }

    private static uint CompareFx(byte* loaded, byte* seen)
    {
        if (*(ushort*)loaded != *(ushort*)seen)
        {
            return 25;
        }

        if (loaded[4] != seen[4])
        {
            return 26;
        }

        if (*(uint*)(loaded + 24) != *(uint*)(seen + 24))
        {
            return 27;
        }

        for (var i = 0; i < 8; i++)
        {
            var at = 32 + (16 * i);
            if (*(ulong*)(loaded + at) != *(ulong*)(seen + at) || *(ushort*)(loaded + at + 8) != *(ushort*)(seen + at + 8))
            {
                return 32 + (uint)i;
            }
        }

        for (var i = 0; i < 16; i++)
        {
            var at = 160 + (16 * i);
            if (*(ulong*)(loaded + at) != *(ulong*)(seen + at) || *(ulong*)(loaded + at + 8) != *(ulong*)(seen + at + 8))
            {
                return 48 + (uint)i;
            }
        }

        return 0;
    }

    /// <summary>A value that differs in every bit position from one seed and register to the next (SplitMix64's finisher).</summary>
    private static ulong Pattern(ulong seed, uint register)
    {
        var value = (seed * 256) + register + 0x9e37_79b9_7f4a_7c15;
        value = (value ^ (value >> 30)) * 0xbf58_476d_1ce4_e5b9;
        value = (value ^ (value >> 27)) * 0x94d0_49bb_1331_11eb;
        return value ^ (value >> 31);
    }
}
