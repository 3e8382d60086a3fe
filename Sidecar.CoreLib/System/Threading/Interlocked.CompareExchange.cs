using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>Atomic operations, each a full fence. The compiler puts the locked instruction in place of the call, and of the call in the body.</summary>
public static partial class Interlocked
{
    /// <summary>Stores <paramref name="value"/> if <paramref name="comparand"/> is there; returns what was there.</summary>
    [Intrinsic]
    public static byte CompareExchange(ref byte location1, byte value, byte comparand) => CompareExchange(ref location1, value, comparand);

    /// <summary>Stores <paramref name="value"/> if <paramref name="comparand"/> is there; returns what was there.</summary>
    [Intrinsic]
    public static ushort CompareExchange(ref ushort location1, ushort value, ushort comparand) => CompareExchange(ref location1, value, comparand);

    /// <summary>Stores <paramref name="value"/> if <paramref name="comparand"/> is there; returns what was there.</summary>
    [Intrinsic]
    public static int CompareExchange(ref int location1, int value, int comparand) => CompareExchange(ref location1, value, comparand);

    /// <summary>Stores <paramref name="value"/> if <paramref name="comparand"/> is there; returns what was there.</summary>
    [Intrinsic]
    public static long CompareExchange(ref long location1, long value, long comparand) => CompareExchange(ref location1, value, comparand);

    /// <inheritdoc cref="CompareExchange(ref int, int, int)"/>
    public static uint CompareExchange(ref uint location1, uint value, uint comparand) => (uint)CompareExchange(ref Unsafe.As<uint, int>(ref location1), (int)value, (int)comparand);

    /// <inheritdoc cref="CompareExchange(ref long, long, long)"/>
    public static ulong CompareExchange(ref ulong location1, ulong value, ulong comparand) => (ulong)CompareExchange(ref Unsafe.As<ulong, long>(ref location1), (long)value, (long)comparand);
}
