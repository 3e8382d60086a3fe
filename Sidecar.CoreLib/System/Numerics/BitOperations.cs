namespace System.Numerics;

/// <summary>Counting and rotating bits. In plain arithmetic: the instructions for most of it are beyond the baseline processor.</summary>
public static class BitOperations
{
    /// <summary>Whether exactly one bit is set.</summary>
    public static bool IsPow2(uint value) => (value & (value - 1)) == 0 && value != 0;

    /// <inheritdoc cref="IsPow2(uint)"/>
    public static bool IsPow2(ulong value) => (value & (value - 1)) == 0 && value != 0;

    /// <summary>Number of bits set.</summary>
    public static int PopCount(ulong value)
    {
        // Pairs, nibbles, bytes; the product adds up all bytes in its top byte.
        value -= (value >> 1) & 0x5555_5555_5555_5555;
        value = (value & 0x3333_3333_3333_3333) + ((value >> 2) & 0x3333_3333_3333_3333);
        value = (value + (value >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
        return (int)((value * 0x0101_0101_0101_0101) >> 56);
    }

    /// <inheritdoc cref="PopCount(ulong)"/>
    public static int PopCount(uint value) => PopCount((ulong)value);

    /// <summary>Number of zero bits below the lowest that is set; 64 for zero.</summary>
    public static int TrailingZeroCount(ulong value) => PopCount(~value & (value - 1));

    /// <summary>Number of zero bits below the lowest that is set; 32 for zero.</summary>
    public static int TrailingZeroCount(uint value) => PopCount(~value & (value - 1));

    /// <summary>Number of zero bits above the highest that is set; 64 for zero.</summary>
    public static int LeadingZeroCount(ulong value)
    {
        value |= value >> 1;
        value |= value >> 2;
        value |= value >> 4;
        value |= value >> 8;
        value |= value >> 16;
        value |= value >> 32;
        return 64 - PopCount(value);
    }

    /// <summary>Number of zero bits above the highest that is set; 32 for zero.</summary>
    public static int LeadingZeroCount(uint value) => LeadingZeroCount((ulong)value) - 32;

    /// <summary>The number of the highest bit that is set; 0 for zero.</summary>
    public static int Log2(ulong value) => 63 - LeadingZeroCount(value | 1);

    /// <inheritdoc cref="Log2(ulong)"/>
    public static int Log2(uint value) => Log2((ulong)value);

    /// <summary>The smallest power of two that is not below <paramref name="value"/>; 0 when it does not fit.</summary>
    public static uint RoundUpToPowerOf2(uint value) => (uint)RoundUpToPowerOf2((ulong)value);

    /// <inheritdoc cref="RoundUpToPowerOf2(uint)"/>
    public static ulong RoundUpToPowerOf2(ulong value) => value == 0 ? 0 : value > 1UL << 63 ? 0 : 1UL << (64 - LeadingZeroCount(value - 1));

    /// <summary>Rotates left.</summary>
    public static uint RotateLeft(uint value, int offset) => (value << offset) | (value >> (32 - offset));

    /// <inheritdoc cref="RotateLeft(uint, int)"/>
    public static ulong RotateLeft(ulong value, int offset) => (value << offset) | (value >> (64 - offset));

    /// <summary>Rotates right.</summary>
    public static uint RotateRight(uint value, int offset) => (value >> offset) | (value << (32 - offset));

    /// <inheritdoc cref="RotateRight(uint, int)"/>
    public static ulong RotateRight(ulong value, int offset) => (value >> offset) | (value << (64 - offset));
}
