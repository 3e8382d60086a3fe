namespace System;

/// <summary>A run of elements, as <c>a..b</c>.</summary>
/// <param name="start">The first element.</param>
/// <param name="end">Just past the last one.</param>
public readonly struct Range(Index start, Index end) : IEquatable<Range>
{
    /// <summary>The first element.</summary>
    public Index Start { get; } = start;

    /// <summary>Just past the last one.</summary>
    public Index End { get; } = end;

    /// <summary>Everything.</summary>
    public static Range All => new(Index.Start, Index.End);

    /// <summary>From <paramref name="start"/> on.</summary>
    public static Range StartAt(Index start) => new(start, Index.End);

    /// <summary>Up to <paramref name="end"/>.</summary>
    public static Range EndAt(Index end) => new(Index.Start, end);

    /// <summary>Offset and length in something of this length; the machine stops with a fault when it does not fit.</summary>
    public (int Offset, int Length) GetOffsetAndLength(int length)
    {
        var start = Start.GetOffset(length);
        var end = End.GetOffset(length);
        if ((uint)end > (uint)length || (uint)start > (uint)end)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        return (start, end - start);
    }

    /// <inheritdoc/>
    public bool Equals(Range other) => Start.Equals(other.Start) && End.Equals(other.End);
}
