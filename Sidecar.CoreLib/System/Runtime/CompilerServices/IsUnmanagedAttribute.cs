namespace System.Runtime.CompilerServices;

/// <summary>Behind the <c>unmanaged</c> constraint.</summary>
[AttributeUsage(AttributeTargets.GenericParameter, Inherited = false)]
public sealed class IsUnmanagedAttribute : Attribute;
