namespace System.Runtime;

/// <summary>Names the symbol that is a method's body: how a plug is declared, together with <see cref="CompilerServices.MethodImplOptions.InternalCall"/>.</summary>
/// <param name="dllName">Always <c>*</c>.</param>
/// <param name="entry">The symbol.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor, Inherited = false)]
public sealed class RuntimeImportAttribute(string dllName, string entry) : Attribute
{
    /// <summary>Always <c>*</c>.</summary>
    public string DllName { get; } = dllName;

    /// <summary>The symbol.</summary>
    public string EntryPoint { get; } = entry;
}
