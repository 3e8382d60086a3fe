namespace System;

/// <summary>The type of <c>byte</c>: an unsigned byte.</summary>
public readonly struct Byte : IEquatable<byte>
{
    /// <summary>The smallest value.</summary>
    public const byte MinValue = 0;

    /// <summary>The largest value.</summary>
    public const byte MaxValue = 255;

    // The value itself; the compilers know this type and never go through the field's name.
    private readonly byte m_value;

    /// <inheritdoc/>
    public bool Equals(byte other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is byte other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => m_value;
}
