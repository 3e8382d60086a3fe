namespace System.Runtime.CompilerServices;

/// <summary>Behind <c>fixed</c> buffers.</summary>
/// <param name="elementType">The element.</param>
/// <param name="length">Number of elements.</param>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class FixedBufferAttribute(Type elementType, int length) : Attribute
{
    /// <summary>The element.</summary>
    public Type ElementType { get; } = elementType;

    /// <summary>Number of elements.</summary>
    public int Length { get; } = length;
}
