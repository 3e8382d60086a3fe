namespace System;

/// <summary>The type of <c>ulong</c>: an unsigned 64-bit integer.</summary>
public readonly struct UInt64 : IEquatable<ulong>
{
    /// <summary>The smallest value.</summary>
    public const ulong MinValue = 0;

    /// <summary>The largest value.</summary>
    public const ulong MaxValue = 0xFFFFFFFFFFFFFFFF;

    // The value itself; the compilers know this type and never go through the field's name.
    private readonly ulong m_value;

    /// <inheritdoc/>
    public bool Equals(ulong other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ulong other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)m_value ^ (int)(m_value >> 32);
}
