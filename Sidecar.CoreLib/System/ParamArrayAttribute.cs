namespace System;

/// <summary>Behind <c>params</c> with an array.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = true)]
public sealed class ParamArrayAttribute : Attribute;
