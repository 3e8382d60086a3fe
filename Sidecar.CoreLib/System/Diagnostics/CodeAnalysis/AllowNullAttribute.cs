namespace System.Diagnostics.CodeAnalysis;

/// <summary>Null may be given even if the type says not.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property, Inherited = false)]
public sealed class AllowNullAttribute : Attribute;
