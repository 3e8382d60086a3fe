namespace System.Diagnostics.CodeAnalysis;

/// <summary>Null is possible even if the type says not.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class MaybeNullAttribute : Attribute;
