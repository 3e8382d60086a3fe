namespace System;

/// <summary>The type of <c>sbyte</c>: a signed byte.</summary>
public readonly struct SByte : IEquatable<sbyte>
{
    /// <summary>The smallest value.</summary>
    public const sbyte MinValue = -128;

    /// <summary>The largest value.</summary>
    public const sbyte MaxValue = 127;

    // The value itself; the compilers know this type and never go through the field's name.
    private readonly sbyte m_value;

    /// <inheritdoc/>
    public bool Equals(sbyte other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is sbyte other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => m_value;
}
