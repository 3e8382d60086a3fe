namespace System;

/// <summary>Checked conversions from floating point, which the compiler looks up whenever it meets a checked conversion of any kind.</summary>
public static partial class Math
{
    internal static int ConvertToInt32Checked(double value) => value is > -2147483649.0 and < 2147483648.0 ? (int)value : (int)Overflow();

    internal static uint ConvertToUInt32Checked(double value) => value is > -1.0 and < 4294967296.0 ? (uint)value : (uint)Overflow();

    internal static long ConvertToInt64Checked(double value)
        => value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : (long)Overflow();

    internal static ulong ConvertToUInt64Checked(double value)
    {
        const double TwoTo63 = 9223372036854775808.0;
        return value is > -1.0 and < TwoTo63 ? (ulong)(long)value
            : value is >= TwoTo63 and < 2 * TwoTo63 ? (ulong)(long)(value - TwoTo63) + (1UL << 63)
            : Overflow();
    }

    private static ulong Overflow()
    {
        ThrowHelper.FailFast(FailFastReason.Overflow);
        return 0;
    }
}
