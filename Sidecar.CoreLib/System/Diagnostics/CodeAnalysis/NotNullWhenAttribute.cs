namespace System.Diagnostics.CodeAnalysis;

/// <summary>Not null when the method returns a given value.</summary>
/// <param name="returnValue">The value.</param>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class NotNullWhenAttribute(bool returnValue) : Attribute
{
    /// <summary>The value.</summary>
    public bool ReturnValue { get; } = returnValue;
}
