namespace System;

/// <summary>Marks what should no longer be used.</summary>
/// <param name="message">What to use instead.</param>
/// <param name="error">Whether use is an error.</param>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class ObsoleteAttribute(string? message, bool error) : Attribute
{
    /// <summary>Marks without a word.</summary>
    public ObsoleteAttribute()
        : this(null, false)
    {
    }

    /// <summary>Marks with advice.</summary>
    public ObsoleteAttribute(string? message)
        : this(message, false)
    {
    }

    /// <summary>What to use instead.</summary>
    public string? Message { get; } = message;

    /// <summary>Whether use is an error.</summary>
    public bool IsError { get; } = error;
}
