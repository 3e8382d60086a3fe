namespace System;

/// <summary>The type of <c>long</c>: a signed 64-bit integer.</summary>
public readonly struct Int64 : IEquatable<long>
{
    /// <summary>The smallest value.</summary>
    public const long MinValue = unchecked((long)0x8000000000000000);

    /// <summary>The largest value.</summary>
    public const long MaxValue = 0x7FFFFFFFFFFFFFFF;

    // The value itself; the compilers know this type and never go through the field's name.
    private readonly long m_value;

    /// <inheritdoc/>
    public bool Equals(long other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is long other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)m_value ^ (int)(m_value >> 32);
}
