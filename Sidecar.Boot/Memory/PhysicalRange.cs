namespace Sidecar.Boot.Memory;

/// <summary>Physical addresses from <see cref="Start"/> to just before <see cref="End"/>.</summary>
/// <param name="start">First address.</param>
/// <param name="end">One past the last address; a range whose end is not above its start is empty.</param>
public readonly struct PhysicalRange(ulong start, ulong end)
{
    /// <summary>First address.</summary>
    public ulong Start { get; } = start;

    /// <summary>One past the last address.</summary>
    public ulong End { get; } = end;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => End <= Start;

    /// <summary>Bytes.</summary>
    public ulong Length => IsEmpty ? 0 : End - Start;

    /// <summary>A range by its length. One that would run past the end of the address space is cut there: boot information is not trusted.</summary>
    public static PhysicalRange OfLength(ulong start, ulong length)
        => new(start, length > ulong.MaxValue - start ? ulong.MaxValue : start + length);

    /// <summary>What two ranges have in common; may be empty.</summary>
    public PhysicalRange Intersect(PhysicalRange other)
        => new(Start > other.Start ? Start : other.Start, End < other.End ? End : other.End);

    /// <summary>Whether two ranges have an address in common.</summary>
    public bool Overlaps(PhysicalRange other) => !Intersect(other).IsEmpty;

    /// <summary>The whole pages that touch the range.</summary>
    public PhysicalRange GrowToPages()
        => new(Start & ~0xfffUL, End > ulong.MaxValue - 0xfff ? ulong.MaxValue & ~0xfffUL : (End + 0xfff) & ~0xfffUL);

    /// <summary>The whole pages that lie in the range.</summary>
    public PhysicalRange ShrinkToPages()
        => new(Start > ulong.MaxValue - 0xfff ? ulong.MaxValue : (Start + 0xfff) & ~0xfffUL, End & ~0xfffUL);
}
