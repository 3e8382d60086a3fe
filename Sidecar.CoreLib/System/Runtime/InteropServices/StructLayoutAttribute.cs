namespace System.Runtime.InteropServices;

/// <summary>How the fields of a type lie in memory.</summary>
/// <param name="layoutKind">The rule.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class StructLayoutAttribute(LayoutKind layoutKind) : Attribute
{
    /// <summary>The largest alignment, in bytes.</summary>
    public int Pack;

    /// <summary>Size in bytes; 0 for as much as the fields need.</summary>
    public int Size;

    /// <summary>Known to the compiler.</summary>
    public CharSet CharSet;

    /// <summary>The rule.</summary>
    public LayoutKind Value { get; } = layoutKind;
}
