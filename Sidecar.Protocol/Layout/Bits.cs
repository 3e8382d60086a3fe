using System.Runtime.CompilerServices;

namespace Sidecar.Protocol.Layout;

/// <summary>Bit fields of an integer. Positions and widths are constants at every use, so a call compiles to a shift and a mask.</summary>
public static class Bits
{
    /// <summary>The bit at <paramref name="position"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Get(ulong raw, int position) => ((raw >> position) & 1) != 0;

    /// <summary>The <paramref name="width"/> bits (1 to 64) from <paramref name="position"/> upwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Get(ulong raw, int position, int width) => (raw >> position) & Mask(width);

    /// <summary><paramref name="raw"/> with one bit set or cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong With(ulong raw, int position, bool value) => With(raw, position, 1, value ? 1UL : 0UL);

    /// <summary><paramref name="raw"/> with a field replaced; bits of <paramref name="value"/> that do not fit are cut, never spilt into a neighbour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong With(ulong raw, int position, int width, ulong value)
        => (raw & ~(Mask(width) << position)) | ((value & Mask(width)) << position);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(int width) => ulong.MaxValue >> (64 - width);
}
