namespace System.Runtime.CompilerServices;

/// <summary>Which rules for the life of references a module was compiled under.</summary>
/// <param name="version">The C# version of the rules.</param>
[AttributeUsage(AttributeTargets.Module, Inherited = false)]
public sealed class RefSafetyRulesAttribute(int version) : Attribute
{
    /// <summary>The C# version of the rules.</summary>
    public readonly int Version = version;
}
