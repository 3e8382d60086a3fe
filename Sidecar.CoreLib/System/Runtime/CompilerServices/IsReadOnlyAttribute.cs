namespace System.Runtime.CompilerServices;

/// <summary>Behind <c>readonly</c>.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class IsReadOnlyAttribute : Attribute;
