namespace System;

/// <summary>The type of <c>ushort</c>: an unsigned 16-bit integer.</summary>
public readonly struct UInt16 : IEquatable<ushort>
{
    /// <summary>The smallest value.</summary>
    public const ushort MinValue = 0;

    /// <summary>The largest value.</summary>
    public const ushort MaxValue = 0xFFFF;

    // The value itself; the compilers know this type and never go through the field's name.
    private readonly ushort m_value;

    /// <inheritdoc/>
    public bool Equals(ushort other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ushort other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => m_value;
}
