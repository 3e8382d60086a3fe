namespace System.Runtime.CompilerServices;

/// <summary>Behind <c>nint</c> and <c>nuint</c>.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class NativeIntegerAttribute : Attribute;
