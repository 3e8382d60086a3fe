using System.Runtime.CompilerServices;

namespace System.Runtime.InteropServices;

/// <summary>Spans over other memory, or the same memory as another type.</summary>
public static class MemoryMarshal
{
    /// <summary>A span over memory that starts at a reference. The caller answers for its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<T> CreateSpan<T>(scoped ref T reference, int length) => new(ref Unsafe.AsRef(in reference), length);

    /// <summary>A span over memory that starts at a reference. The caller answers for its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<T> CreateReadOnlySpan<T>(scoped ref readonly T reference, int length) => new(ref Unsafe.AsRef(in reference), length);

    /// <summary>The first element, or where it would be.</summary>
    public static ref T GetReference<T>(Span<T> span) => ref span._reference;

    /// <summary>The first element, or where it would be.</summary>
    public static ref T GetReference<T>(ReadOnlySpan<T> span) => ref span._reference;

    /// <summary>The first element of an array, or where it would be.</summary>
    [Intrinsic]
    public static ref T GetArrayDataReference<T>(T[] array) => ref Unsafe.As<byte, T>(ref Unsafe.As<RawArrayData>(array).Data);

    /// <summary>The bytes of a span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> AsBytes<T>(Span<T> span)
        where T : struct => Cast<T, byte>(span);

    /// <summary>The bytes of a span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> AsBytes<T>(ReadOnlySpan<T> span)
        where T : struct => Cast<T, byte>(span);

    /// <summary>The same memory as elements of another type; a rest that is no whole element is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<TTo> Cast<TFrom, TTo>(Span<TFrom> span)
        where TFrom : struct
        where TTo : struct => new(ref Unsafe.As<TFrom, TTo>(ref span._reference), CastLength<TFrom, TTo>(span.Length));

    /// <summary>The same memory as elements of another type; a rest that is no whole element is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<TTo> Cast<TFrom, TTo>(ReadOnlySpan<TFrom> span)
        where TFrom : struct
        where TTo : struct => new(ref Unsafe.As<TFrom, TTo>(ref span._reference), CastLength<TFrom, TTo>(span.Length));

    /// <summary>Reads a structure from the start of some bytes; too few stop the machine with a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ReadOnlySpan<byte> source)
        where T : struct
    {
        if (Unsafe.SizeOf<T>() > source.Length)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        return Unsafe.ReadUnaligned<T>(ref source._reference);
    }

    /// <summary>Reads a structure from the start of some bytes, if there are enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead<T>(ReadOnlySpan<byte> source, out T value)
        where T : struct
    {
        if (Unsafe.SizeOf<T>() > source.Length)
        {
            value = default;
            return false;
        }

        value = Unsafe.ReadUnaligned<T>(ref source._reference);
        return true;
    }

    /// <summary>Writes a structure to the start of some bytes; too few stop the machine with a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(Span<byte> destination, in T value)
        where T : struct
    {
        if (Unsafe.SizeOf<T>() > destination.Length)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        Unsafe.WriteUnaligned(ref destination._reference, value);
    }

    /// <summary>The start of some bytes as a structure; too few stop the machine with a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T AsRef<T>(Span<byte> span)
        where T : struct
    {
        if (Unsafe.SizeOf<T>() > span.Length)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        return ref Unsafe.As<byte, T>(ref span._reference);
    }

    // In 64 bits the number of bytes does not wrap; the number of elements must still fit an int.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CastLength<TFrom, TTo>(int length)
    {
        var elements = (ulong)(uint)length * (uint)Unsafe.SizeOf<TFrom>() / (uint)Unsafe.SizeOf<TTo>();
        if (elements > int.MaxValue)
        {
            ThrowHelper.FailFast(FailFastReason.Overflow);
        }

        return (int)elements;
    }
}
