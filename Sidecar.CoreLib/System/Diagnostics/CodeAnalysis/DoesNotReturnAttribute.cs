namespace System.Diagnostics.CodeAnalysis;

/// <summary>A call never comes back.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DoesNotReturnAttribute : Attribute;
