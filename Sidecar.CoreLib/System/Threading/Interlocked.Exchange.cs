using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>Atomic operations, each a full fence. The compiler puts the locked instruction in place of the call, and of the call in the body.</summary>
public static partial class Interlocked
{
    /// <summary>Stores <paramref name="value"/>, returns what was there.</summary>
    [Intrinsic]
    public static byte Exchange(ref byte location1, byte value) => Exchange(ref location1, value);

    /// <summary>Stores <paramref name="value"/>, returns what was there.</summary>
    [Intrinsic]
    public static ushort Exchange(ref ushort location1, ushort value) => Exchange(ref location1, value);

    /// <summary>Stores <paramref name="value"/>, returns what was there.</summary>
    [Intrinsic]
    public static int Exchange(ref int location1, int value) => Exchange(ref location1, value);

    /// <summary>Stores <paramref name="value"/>, returns what was there.</summary>
    [Intrinsic]
    public static long Exchange(ref long location1, long value) => Exchange(ref location1, value);

    /// <inheritdoc cref="Exchange(ref int, int)"/>
    public static uint Exchange(ref uint location1, uint value) => (uint)Exchange(ref Unsafe.As<uint, int>(ref location1), (int)value);

    /// <inheritdoc cref="Exchange(ref long, long)"/>
    public static ulong Exchange(ref ulong location1, ulong value) => (ulong)Exchange(ref Unsafe.As<ulong, long>(ref location1), (long)value);
}
