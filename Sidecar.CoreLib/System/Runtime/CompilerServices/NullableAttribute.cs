namespace System.Runtime.CompilerServices;

/// <summary>What may be null, as the compiler notes it.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class NullableAttribute : Attribute
{
    /// <summary>One flag for all parts of a type.</summary>
    public readonly byte[] NullableFlags;

    /// <summary>One flag for all parts of a type.</summary>
    public NullableAttribute(byte value) => NullableFlags = null!;

    /// <summary>One flag for each part of a type.</summary>
    public NullableAttribute(byte[] value) => NullableFlags = value;
}
