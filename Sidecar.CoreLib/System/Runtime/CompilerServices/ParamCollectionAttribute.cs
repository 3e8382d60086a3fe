namespace System.Runtime.CompilerServices;

/// <summary>Behind <c>params</c> with a span.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class ParamCollectionAttribute : Attribute;
