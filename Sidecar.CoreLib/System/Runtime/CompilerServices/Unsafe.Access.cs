namespace System.Runtime.CompilerServices;

/// <summary>Reading, writing and copying at any address, aligned or not.</summary>
public static unsafe partial class Unsafe
{
    /// <summary>Reads at an aligned address.</summary>
    [Intrinsic]
    public static T Read<T>(void* source)
        where T : allows ref struct => *(T*)source;

    /// <summary>Writes at an aligned address.</summary>
    [Intrinsic]
    public static void Write<T>(void* destination, T value)
        where T : allows ref struct => *(T*)destination = value;

    /// <summary>Reads at any address.</summary>
    [Intrinsic]
    public static T ReadUnaligned<T>(void* source)
        where T : allows ref struct => *(T*)source;

    /// <summary>Reads at any address.</summary>
    [Intrinsic]
    public static T ReadUnaligned<T>(scoped ref readonly byte source)
        where T : allows ref struct => *(T*)AsPointer(in source);

    /// <summary>Writes at any address.</summary>
    [Intrinsic]
    public static void WriteUnaligned<T>(void* destination, T value)
        where T : allows ref struct => *(T*)destination = value;

    /// <summary>Writes at any address.</summary>
    [Intrinsic]
    public static void WriteUnaligned<T>(ref byte destination, T value)
        where T : allows ref struct => *(T*)AsPointer(in destination) = value;

    /// <summary>Copies bytes that do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyBlock(void* destination, void* source, uint byteCount) => SpanHelpers.Memmove(ref *(byte*)destination, ref *(byte*)source, byteCount);

    /// <summary>Copies bytes that do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyBlock(ref byte destination, ref readonly byte source, uint byteCount)
        => SpanHelpers.Memmove(ref destination, ref AsRef(in source), byteCount);

    /// <summary>Sets bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InitBlock(void* startAddress, byte value, uint byteCount) => SpanHelpers.Fill(ref *(byte*)startAddress, value, byteCount);

    /// <summary>Sets bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InitBlock(ref byte startAddress, byte value, uint byteCount) => SpanHelpers.Fill(ref startAddress, value, byteCount);
}
