namespace Sidecar.Protocol.X64;

/// <summary>XCR0: which states XSAVE handles (Intel SDM volume 1, 13.3).</summary>
public static class Xcr0
{
    private const ulong X87 = 1;
    private const ulong Sse = 2;
    private const ulong Avx = 4;
    private const ulong Bounds = 3UL << 3;
    private const ulong Avx512 = 7UL << 5;
    private const ulong Tiles = 3UL << 17;

    /// <summary>Whether XSETBV takes a value on a CPU that supports the states <paramref name="supported"/>.</summary>
    public static bool IsValid(ulong value, ulong supported)
        => (value & X87) != 0
            && (value & ~supported) == 0
            && ((value & Avx) == 0 || (value & Sse) != 0)
            && AllOrNone(value, Bounds)
            && AllOrNone(value, Avx512)
            && ((value & Avx512) == 0 || (value & Avx) != 0)
            && AllOrNone(value, Tiles);

    private static bool AllOrNone(ulong value, ulong states) => (value & states) == 0 || (value & states) == states;
}
