using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>Atomic arithmetic, each a full fence.</summary>
public static partial class Interlocked
{
    /// <summary>Adds; returns the sum.</summary>
    public static int Add(ref int location1, int value) => ExchangeAdd(ref location1, value) + value;

    /// <summary>Adds one; returns the sum.</summary>
    public static int Increment(ref int location) => Add(ref location, 1);

    /// <summary>Subtracts one; returns the difference.</summary>
    public static int Decrement(ref int location) => Add(ref location, -1);

    // The one instruction behind the additions: returns what was there before.
    [Intrinsic]
    private static int ExchangeAdd(ref int location1, int value) => ExchangeAdd(ref location1, value);

    /// <summary>Adds; returns the sum.</summary>
    public static long Add(ref long location1, long value) => ExchangeAdd(ref location1, value) + value;

    /// <summary>Adds one; returns the sum.</summary>
    public static long Increment(ref long location) => Add(ref location, 1);

    /// <summary>Subtracts one; returns the difference.</summary>
    public static long Decrement(ref long location) => Add(ref location, -1);

    // The one instruction behind the additions: returns what was there before.
    [Intrinsic]
    private static long ExchangeAdd(ref long location1, long value) => ExchangeAdd(ref location1, value);

    /// <inheritdoc cref="Add(ref int, int)"/>
    public static uint Add(ref uint location1, uint value) => (uint)Add(ref Unsafe.As<uint, int>(ref location1), (int)value);

    /// <inheritdoc cref="Increment(ref int)"/>
    public static uint Increment(ref uint location) => Add(ref location, 1);

    /// <inheritdoc cref="Decrement(ref int)"/>
    public static uint Decrement(ref uint location) => (uint)Decrement(ref Unsafe.As<uint, int>(ref location));

    /// <inheritdoc cref="Add(ref long, long)"/>
    public static ulong Add(ref ulong location1, ulong value) => (ulong)Add(ref Unsafe.As<ulong, long>(ref location1), (long)value);

    /// <inheritdoc cref="Increment(ref long)"/>
    public static ulong Increment(ref ulong location) => Add(ref location, 1);

    /// <inheritdoc cref="Decrement(ref long)"/>
    public static ulong Decrement(ref ulong location) => (ulong)Decrement(ref Unsafe.As<ulong, long>(ref location));
}
