namespace System;

/// <summary>The type of <c>uint</c>: an unsigned 32-bit integer.</summary>
public readonly struct UInt32 : IEquatable<uint>
{
    /// <summary>The smallest value.</summary>
    public const uint MinValue = 0;

    /// <summary>The largest value.</summary>
    public const uint MaxValue = 0xFFFFFFFF;

    // The value itself; the compilers know this type and never go through the field's name.
    private readonly uint m_value;

    /// <inheritdoc/>
    public bool Equals(uint other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is uint other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)m_value;
}
