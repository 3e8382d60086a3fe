namespace System;

/// <summary>The type of <c>int</c>: a signed 32-bit integer.</summary>
public readonly struct Int32 : IEquatable<int>
{
    /// <summary>The smallest value.</summary>
    public const int MinValue = unchecked((int)0x80000000);

    /// <summary>The largest value.</summary>
    public const int MaxValue = 0x7FFFFFFF;

    // The value itself; the compilers know this type and never go through the field's name.
    private readonly int m_value;

    /// <inheritdoc/>
    public bool Equals(int other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is int other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => m_value;
}
