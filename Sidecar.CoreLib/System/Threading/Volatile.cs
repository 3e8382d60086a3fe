using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>
/// Reads with acquire and writes with release semantics. On x86-64 both are plain moves that the compiler neither drops, doubles nor reorders;
/// a write may still be delayed past a later read (use <see cref="Interlocked"/> where that matters).
/// </summary>
public static class Volatile
{
    [Intrinsic]
    public static bool Read(ref readonly bool location) => Unsafe.As<bool, VolatileBoolean>(ref Unsafe.AsRef(in location)).Value;

    [Intrinsic]
    public static void Write(ref bool location, bool value) => Unsafe.As<bool, VolatileBoolean>(ref location).Value = value;

    private struct VolatileBoolean
    {
        internal volatile bool Value;
    }

    [Intrinsic]
    public static byte Read(ref readonly byte location) => Unsafe.As<byte, VolatileByte>(ref Unsafe.AsRef(in location)).Value;

    [Intrinsic]
    public static void Write(ref byte location, byte value) => Unsafe.As<byte, VolatileByte>(ref location).Value = value;

    private struct VolatileByte
    {
        internal volatile byte Value;
    }

    [Intrinsic]
    public static sbyte Read(ref readonly sbyte location) => Unsafe.As<sbyte, VolatileSByte>(ref Unsafe.AsRef(in location)).Value;

    [Intrinsic]
    public static void Write(ref sbyte location, sbyte value) => Unsafe.As<sbyte, VolatileSByte>(ref location).Value = value;

    private struct VolatileSByte
    {
        internal volatile sbyte Value;
    }

    [Intrinsic]
    public static short Read(ref readonly short location) => Unsafe.As<short, VolatileInt16>(ref Unsafe.AsRef(in location)).Value;

    [Intrinsic]
    public static void Write(ref short location, short value) => Unsafe.As<short, VolatileInt16>(ref location).Value = value;

    private struct VolatileInt16
    {
        internal volatile short Value;
    }

    [Intrinsic]
    public static ushort Read(ref readonly ushort location) => Unsafe.As<ushort, VolatileUInt16>(ref Unsafe.AsRef(in location)).Value;

    [Intrinsic]
    public static void Write(ref ushort location, ushort value) => Unsafe.As<ushort, VolatileUInt16>(ref location).Value = value;

    private struct VolatileUInt16
    {
        internal volatile ushort Value;
    }

    [Intrinsic]
    public static int Read(ref readonly int location) => Unsafe.As<int, VolatileInt32>(ref Unsafe.AsRef(in location)).Value;

    [Intrinsic]
    public static void Write(ref int location, int value) => Unsafe.As<int, VolatileInt32>(ref location).Value = value;

    private struct VolatileInt32
    {
        internal volatile int Value;
    }

    [Intrinsic]
    public static uint Read(ref readonly uint location) => Unsafe.As<uint, VolatileUInt32>(ref Unsafe.AsRef(in location)).Value;

    [Intrinsic]
    public static void Write(ref uint location, uint value) => Unsafe.As<uint, VolatileUInt32>(ref location).Value = value;

    private struct VolatileUInt32
    {
        internal volatile uint Value;
    }

    [Intrinsic]
    public static nint Read(ref readonly nint location) => Unsafe.As<nint, VolatileIntPtr>(ref Unsafe.AsRef(in location)).Value;

    [Intrinsic]
    public static void Write(ref nint location, nint value) => Unsafe.As<nint, VolatileIntPtr>(ref location).Value = value;

    private struct VolatileIntPtr
    {
        internal volatile nint Value;
    }

    [Intrinsic]
    public static nuint Read(ref readonly nuint location) => Unsafe.As<nuint, VolatileUIntPtr>(ref Unsafe.AsRef(in location)).Value;

    [Intrinsic]
    public static void Write(ref nuint location, nuint value) => Unsafe.As<nuint, VolatileUIntPtr>(ref location).Value = value;

    private struct VolatileUIntPtr
    {
        internal volatile nuint Value;
    }

    public static long Read(ref readonly long location) => (long)Read(ref Unsafe.As<long, nint>(ref Unsafe.AsRef(in location)));

    public static void Write(ref long location, long value) => Write(ref Unsafe.As<long, nint>(ref location), (nint)value);

    public static ulong Read(ref readonly ulong location) => (ulong)Read(ref Unsafe.As<ulong, nint>(ref Unsafe.AsRef(in location)));

    public static void Write(ref ulong location, ulong value) => Write(ref Unsafe.As<ulong, nint>(ref location), (nint)value);
}
