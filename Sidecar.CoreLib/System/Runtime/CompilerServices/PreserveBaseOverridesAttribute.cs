namespace System.Runtime.CompilerServices;

/// <summary>Behind covariant return types.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class PreserveBaseOverridesAttribute : Attribute;
