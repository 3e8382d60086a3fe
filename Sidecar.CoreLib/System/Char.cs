namespace System;

/// <summary>The type of <c>char</c>: a UTF-16 code unit.</summary>
public readonly struct Char : IEquatable<char>
{
    /// <summary>The smallest value.</summary>
    public const char MinValue = '\0';

    /// <summary>The largest value.</summary>
    public const char MaxValue = '\uFFFF';

    // The value itself; the compilers know this type and never go through the field's name.
    private readonly char m_value;

    /// <inheritdoc/>
    public bool Equals(char other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is char other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => m_value;
}
