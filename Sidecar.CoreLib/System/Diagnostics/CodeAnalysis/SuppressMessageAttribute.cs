namespace System.Diagnostics.CodeAnalysis;

/// <summary>Silences an analyzer, with a reason.</summary>
/// <param name="category">The analyzer's category.</param>
/// <param name="checkId">The rule.</param>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
[Conditional("CODE_ANALYSIS")]
public sealed class SuppressMessageAttribute(string category, string checkId) : Attribute
{
    /// <summary>The analyzer's category.</summary>
    public string Category { get; } = category;

    /// <summary>The rule.</summary>
    public string CheckId { get; } = checkId;

    /// <summary>The reason.</summary>
    public string? Justification { get; set; }
}
