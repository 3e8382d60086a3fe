namespace System.Runtime.CompilerServices;

/// <summary>Makes a struct of one field a buffer of <paramref name="length"/> of them.</summary>
/// <param name="length">Number of elements.</param>
[AttributeUsage(AttributeTargets.Struct, AllowMultiple = false)]
public sealed class InlineArrayAttribute(int length) : Attribute
{
    /// <summary>Number of elements.</summary>
    public int Length { get; } = length;
}
