namespace System;

/// <summary>The type of <c>bool</c>.</summary>
public readonly struct Boolean : IEquatable<bool>
{
    private readonly bool m_value;

    /// <inheritdoc/>
    public bool Equals(bool other) => m_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is bool other && m_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => m_value ? 1 : 0;
}
