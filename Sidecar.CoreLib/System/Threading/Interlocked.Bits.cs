using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>Atomic operations on bits, each a full fence.</summary>
public static partial class Interlocked
{
    /// <summary>Clears the bits that are not in <paramref name="value"/>; returns what was there.</summary>
    public static int And(ref int location1, int value)
    {
        var current = location1;
        while (true)
        {
            var seen = CompareExchange(ref location1, current & value, current);
            if (seen == current)
            {
                return seen;
            }

            current = seen;
        }
    }

    /// <summary>Sets the bits in <paramref name="value"/>; returns what was there.</summary>
    public static int Or(ref int location1, int value)
    {
        var current = location1;
        while (true)
        {
            var seen = CompareExchange(ref location1, current | value, current);
            if (seen == current)
            {
                return seen;
            }

            current = seen;
        }
    }

    /// <summary>Clears the bits that are not in <paramref name="value"/>; returns what was there.</summary>
    public static long And(ref long location1, long value)
    {
        var current = location1;
        while (true)
        {
            var seen = CompareExchange(ref location1, current & value, current);
            if (seen == current)
            {
                return seen;
            }

            current = seen;
        }
    }

    /// <summary>Sets the bits in <paramref name="value"/>; returns what was there.</summary>
    public static long Or(ref long location1, long value)
    {
        var current = location1;
        while (true)
        {
            var seen = CompareExchange(ref location1, current | value, current);
            if (seen == current)
            {
                return seen;
            }

            current = seen;
        }
    }

    /// <inheritdoc cref="And(ref int, int)"/>
    public static uint And(ref uint location1, uint value) => (uint)And(ref Unsafe.As<uint, int>(ref location1), (int)value);

    /// <inheritdoc cref="Or(ref int, int)"/>
    public static uint Or(ref uint location1, uint value) => (uint)Or(ref Unsafe.As<uint, int>(ref location1), (int)value);

    /// <inheritdoc cref="And(ref long, long)"/>
    public static ulong And(ref ulong location1, ulong value) => (ulong)And(ref Unsafe.As<ulong, long>(ref location1), (long)value);

    /// <inheritdoc cref="Or(ref long, long)"/>
    public static ulong Or(ref ulong location1, ulong value) => (ulong)Or(ref Unsafe.As<ulong, long>(ref location1), (long)value);

    /// <summary>A full fence.</summary>
    [Intrinsic]
    public static void MemoryBarrier() => MemoryBarrier();
}
