namespace System.Runtime.InteropServices;

/// <summary>Behind <c>out</c> parameters of function pointers.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class OutAttribute : Attribute;
