namespace System.Runtime.CompilerServices;

/// <summary>Keeps compilers away that do not know a feature.</summary>
/// <param name="featureName">The feature.</param>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
public sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
{
    /// <summary>References in structs.</summary>
    public const string RefStructs = nameof(RefStructs);

    /// <summary>Required members.</summary>
    public const string RequiredMembers = nameof(RequiredMembers);

    /// <summary>The feature.</summary>
    public string FeatureName { get; } = featureName;

    /// <summary>Whether a compiler that does not know it may go on.</summary>
    public bool IsOptional { get; init; }
}
