namespace System.Runtime.CompilerServices;

/// <summary>Behind <c>scoped</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class ScopedRefAttribute : Attribute;
