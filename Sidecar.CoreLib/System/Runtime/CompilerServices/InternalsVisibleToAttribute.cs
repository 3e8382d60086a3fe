namespace System.Runtime.CompilerServices;

/// <summary>Lets another assembly see the internals of this one.</summary>
/// <param name="assemblyName">The other assembly.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
public sealed class InternalsVisibleToAttribute(string assemblyName) : Attribute
{
    /// <summary>The other assembly.</summary>
    public string AssemblyName { get; } = assemblyName;
}
