namespace System;

/// <summary>The type of <c>short</c>: a signed 16-bit integer.</summary>
public readonly struct Int16 : IEquatable<short>
{
    /// <summary>The smallest value.</summary>
    public const short MinValue = -32768;

    /// <summary>The largest value.</summary>
    public const short MaxValue = 32767;

    // The value itself; the compilers know this type and never go through the field's name.
    private readonly short m_value;

    /// <inheritdoc/>
    public bool Equals(short other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is short other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => m_value;
}
