namespace System.Runtime;

/// <summary>Gives a method a symbol that assembler code can call, with the System V calling convention.</summary>
/// <param name="entry">The symbol.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RuntimeExportAttribute(string entry) : Attribute
{
    /// <summary>The symbol.</summary>
    public string EntryPoint { get; } = entry;
}
