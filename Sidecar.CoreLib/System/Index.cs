namespace System;

/// <summary>A place counted from the start, or from the end as <c>^1</c>.</summary>
public readonly struct Index : IEquatable<Index>
{
    // Counted from the end when negative: ~value.
    private readonly int _value;

    /// <summary>A place <paramref name="value"/> elements from the start or the end.</summary>
    public Index(int value, bool fromEnd = false)
    {
        if (value < 0)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        _value = fromEnd ? ~value : value;
    }

    /// <summary>The first element.</summary>
    public static Index Start => new(0);

    /// <summary>Just past the last element.</summary>
    public static Index End => new(0, true);

    /// <summary>The distance.</summary>
    public int Value => _value < 0 ? ~_value : _value;

    /// <summary>Whether it is counted from the end.</summary>
    public bool IsFromEnd => _value < 0;

    /// <summary>A place counted from the start.</summary>
    public static Index FromStart(int value) => new(value);

    /// <summary>A place counted from the end.</summary>
    public static Index FromEnd(int value) => new(value, true);

    /// <summary>The offset from the start in something of this length; not checked against it.</summary>
    public int GetOffset(int length) => IsFromEnd ? _value + length + 1 : _value;

    /// <inheritdoc/>
    public bool Equals(Index other) => _value == other._value;

    public static implicit operator Index(int value) => FromStart(value);
}
