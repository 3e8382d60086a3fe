using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sidecar.CoreLib.Tests.Checks;

/// <summary>Math, BitOperations and their kin.</summary>
internal static class NumberChecks
{
    internal static void Run<TReport>()
        where TReport : struct, IReport
    {
        TReport.Check(Math.Min(3u, 4u) == 3 && Math.Max(-1L, 1L) == 1 && Math.Clamp(9, 1, 5) == 5 && Math.Abs(-7) == 7, "Min, Max, Clamp, Abs"u8);
        TReport.Check(Math.DivRem(17u, 5u) == (3u, 2u), "DivRem"u8);
        var high = Math.BigMul(Opaque(ulong.MaxValue), ulong.MaxValue - 4, out var low);
        TReport.Check(high == ulong.MaxValue - 5 && low == 5, "BigMul"u8);

        var popCount = true;
        var trailing = true;
        var leading = true;
        for (var bit = 0; bit < 64; bit++)
        {
            var value = 1UL << bit;
            popCount &= BitOperations.PopCount(value - 1) == bit && BitOperations.PopCount((uint)value - 1) == (bit < 32 ? bit : 32);
            trailing &= BitOperations.TrailingZeroCount(value | (value << 1)) == bit;
            leading &= BitOperations.LeadingZeroCount(value | (value >> 1)) == 63 - bit && BitOperations.Log2(value | 1) == bit;
        }

        TReport.Check(popCount, "PopCount"u8);
        TReport.Check(trailing && BitOperations.TrailingZeroCount(0UL) == 64 && BitOperations.TrailingZeroCount(0U) == 32, "TrailingZeroCount"u8);
        TReport.Check(leading && BitOperations.LeadingZeroCount(0UL) == 64 && BitOperations.LeadingZeroCount(0U) == 32, "LeadingZeroCount and Log2"u8);
        TReport.Check(BitOperations.RoundUpToPowerOf2(33u) == 64 && BitOperations.RoundUpToPowerOf2(64UL) == 64 && BitOperations.RoundUpToPowerOf2(0u) == 0, "RoundUpToPowerOf2"u8);
        TReport.Check(BitOperations.IsPow2(64u) && !BitOperations.IsPow2(0UL) && !BitOperations.IsPow2(65u), "IsPow2"u8);
        TReport.Check(BitOperations.RotateLeft(0x8000_0001u, 4) == 0x18 && BitOperations.RotateRight(1UL, 1) == 1UL << 63, "rotations"u8);
        TReport.Check(Opaque(200) == checked((byte)Opaque(200UL)) && BitConverter.IsLittleEndian, "a checked conversion that fits"u8);
        TReport.Check(5.Equals(5) && !5UL.Equals(6) && ((ushort)7).GetHashCode() == 7, "Equals and GetHashCode of numbers"u8);

        var earlier = Stopwatch.GetTimestamp();
        TReport.Check(Stopwatch.GetTimestamp() >= earlier, "time goes on"u8);
    }

    // Keeps the compiler from knowing the value.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Opaque(ulong value) => value;
}
