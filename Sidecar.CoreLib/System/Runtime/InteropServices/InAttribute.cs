namespace System.Runtime.InteropServices;

/// <summary>Behind <c>in</c> parameters of function pointers and virtual methods.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class InAttribute : Attribute;
