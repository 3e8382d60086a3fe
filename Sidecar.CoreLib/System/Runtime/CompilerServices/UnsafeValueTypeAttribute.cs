namespace System.Runtime.CompilerServices;

/// <summary>Marks a struct that holds a buffer: the compiler then guards the stack frame it lies in.</summary>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class UnsafeValueTypeAttribute : Attribute;
