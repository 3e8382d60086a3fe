namespace System.Diagnostics.CodeAnalysis;

/// <summary>Lets a struct return a reference to its own field.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Parameter, Inherited = false)]
public sealed class UnscopedRefAttribute : Attribute;
