namespace System.Runtime.CompilerServices;

/// <summary>How a method is compiled.</summary>
/// <param name="methodImplOptions">The options.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor, Inherited = false)]
public sealed class MethodImplAttribute(MethodImplOptions methodImplOptions) : Attribute
{
    /// <summary>The options.</summary>
    public MethodImplOptions Value { get; } = methodImplOptions;
}
