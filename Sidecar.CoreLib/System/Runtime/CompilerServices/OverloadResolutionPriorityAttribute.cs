namespace System.Runtime.CompilerServices;

/// <summary>Prefers one overload over another.</summary>
/// <param name="priority">The higher wins.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property, Inherited = false)]
public sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
{
    /// <summary>The higher wins.</summary>
    public int Priority { get; } = priority;
}
