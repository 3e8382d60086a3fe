namespace System.Runtime.InteropServices;

/// <summary>Where a field lies.</summary>
/// <param name="offset">Bytes from the start of the structure.</param>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class FieldOffsetAttribute(int offset) : Attribute
{
    /// <summary>Bytes from the start of the structure.</summary>
    public int Value { get; } = offset;
}
