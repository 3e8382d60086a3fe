namespace System.Runtime.CompilerServices;

/// <summary>Arithmetic on references.</summary>
public static unsafe partial class Unsafe
{
    /// <summary>The place <paramref name="elementOffset"/> elements further.</summary>
    [Intrinsic]
    public static ref T Add<T>(ref T source, int elementOffset)
        where T : allows ref struct => ref AddByteOffset(ref source, elementOffset * (nint)sizeof(T));

    /// <summary>The place <paramref name="elementOffset"/> elements further.</summary>
    [Intrinsic]
    public static ref T Add<T>(ref T source, nint elementOffset)
        where T : allows ref struct => ref AddByteOffset(ref source, elementOffset * sizeof(T));

    /// <summary>The place <paramref name="elementOffset"/> elements further.</summary>
    [Intrinsic]
    public static ref T Add<T>(ref T source, nuint elementOffset)
        where T : allows ref struct => ref AddByteOffset(ref source, elementOffset * (nuint)sizeof(T));

    /// <summary>The place <paramref name="elementOffset"/> elements further.</summary>
    [Intrinsic]
    public static void* Add<T>(void* source, int elementOffset)
        where T : allows ref struct => (byte*)source + (elementOffset * (nint)sizeof(T));

    /// <summary>The place <paramref name="byteOffset"/> bytes further.</summary>
    [Intrinsic]
    public static ref T AddByteOffset<T>(ref T source, nint byteOffset)
        where T : allows ref struct => ref *(T*)((byte*)AsPointer(in source) + byteOffset);

    /// <summary>The place <paramref name="byteOffset"/> bytes further.</summary>
    [Intrinsic]
    public static ref T AddByteOffset<T>(ref T source, nuint byteOffset)
        where T : allows ref struct => ref *(T*)((byte*)AsPointer(in source) + byteOffset);

    /// <summary>The place <paramref name="elementOffset"/> elements back.</summary>
    [Intrinsic]
    public static ref T Subtract<T>(ref T source, int elementOffset)
        where T : allows ref struct => ref AddByteOffset(ref source, -(elementOffset * (nint)sizeof(T)));

    /// <summary>Bytes from <paramref name="origin"/> to <paramref name="target"/>.</summary>
    [Intrinsic]
    public static nint ByteOffset<T>(ref readonly T origin, ref readonly T target)
        where T : allows ref struct => (nint)((byte*)AsPointer(in target) - (byte*)AsPointer(in origin));
}
