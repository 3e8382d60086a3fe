namespace System.Runtime.CompilerServices;

/// <summary>The names of a tuple's elements.</summary>
/// <param name="transformNames">The names.</param>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class TupleElementNamesAttribute(string?[] transformNames) : Attribute
{
    // Only compilers read it, from metadata.
    private readonly string?[] _names = transformNames;
}
