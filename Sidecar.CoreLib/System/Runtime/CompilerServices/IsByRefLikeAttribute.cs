namespace System.Runtime.CompilerServices;

/// <summary>Behind <c>ref struct</c>.</summary>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class IsByRefLikeAttribute : Attribute;
