using System.Runtime.CompilerServices;

namespace System;

/// <summary>Integer arithmetic.</summary>
public static partial class Math
{
    public static byte Min(byte val1, byte val2) => val1 <= val2 ? val1 : val2;

    public static ushort Min(ushort val1, ushort val2) => val1 <= val2 ? val1 : val2;

    public static int Min(int val1, int val2) => val1 <= val2 ? val1 : val2;

    public static uint Min(uint val1, uint val2) => val1 <= val2 ? val1 : val2;

    public static long Min(long val1, long val2) => val1 <= val2 ? val1 : val2;

    public static ulong Min(ulong val1, ulong val2) => val1 <= val2 ? val1 : val2;

    public static nint Min(nint val1, nint val2) => val1 <= val2 ? val1 : val2;

    public static nuint Min(nuint val1, nuint val2) => val1 <= val2 ? val1 : val2;

    public static byte Max(byte val1, byte val2) => val1 >= val2 ? val1 : val2;

    public static ushort Max(ushort val1, ushort val2) => val1 >= val2 ? val1 : val2;

    public static int Max(int val1, int val2) => val1 >= val2 ? val1 : val2;

    public static uint Max(uint val1, uint val2) => val1 >= val2 ? val1 : val2;

    public static long Max(long val1, long val2) => val1 >= val2 ? val1 : val2;

    public static ulong Max(ulong val1, ulong val2) => val1 >= val2 ? val1 : val2;

    public static nint Max(nint val1, nint val2) => val1 >= val2 ? val1 : val2;

    public static nuint Max(nuint val1, nuint val2) => val1 >= val2 ? val1 : val2;

    public static int Clamp(int value, int min, int max) => Max(min, Min(value, max));

    public static uint Clamp(uint value, uint min, uint max) => Max(min, Min(value, max));

    public static long Clamp(long value, long min, long max) => Max(min, Min(value, max));

    public static ulong Clamp(ulong value, ulong min, ulong max) => Max(min, Min(value, max));

    /// <summary>Without the sign. The smallest value has no counterpart and stops the machine with a fault.</summary>
    public static int Abs(int value) => value < 0 ? checked(-value) : value;

    /// <inheritdoc cref="Abs(int)"/>
    public static long Abs(long value) => value < 0 ? checked(-value) : value;

    /// <summary>Quotient and remainder.</summary>
    public static (uint Quotient, uint Remainder) DivRem(uint left, uint right)
    {
        var quotient = left / right;
        return (quotient, left - (quotient * right));
    }

    /// <inheritdoc cref="DivRem(uint, uint)"/>
    public static (ulong Quotient, ulong Remainder) DivRem(ulong left, ulong right)
    {
        var quotient = left / right;
        return (quotient, left - (quotient * right));
    }

    /// <summary>The full product; returns its upper half.</summary>
    public static ulong BigMul(ulong a, ulong b, out ulong low)
    {
        // By 32-bit halves: the instruction with a 128-bit result is not reachable from IL without BMI2.
        var aLow = (ulong)(uint)a;
        var aHigh = a >> 32;
        var bLow = (ulong)(uint)b;
        var bHigh = b >> 32;
        var lowLow = aLow * bLow;
        var middle = (aHigh * bLow) + (lowLow >> 32);
        var cross = (aLow * bHigh) + (uint)middle;
        low = (cross << 32) | (uint)lowLow;
        return (aHigh * bHigh) + (middle >> 32) + (cross >> 32);
    }
}
