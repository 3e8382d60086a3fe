namespace System.Runtime.CompilerServices;

/// <summary>What may be null by default in a scope, as the compiler notes it.</summary>
/// <param name="value">The default.</param>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class NullableContextAttribute(byte value) : Attribute
{
    /// <summary>The default.</summary>
    public readonly byte Flag = value;
}
