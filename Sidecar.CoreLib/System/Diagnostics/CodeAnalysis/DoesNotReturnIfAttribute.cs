namespace System.Diagnostics.CodeAnalysis;

/// <summary>A call does not come back when the parameter has a given value.</summary>
/// <param name="parameterValue">The value.</param>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class DoesNotReturnIfAttribute(bool parameterValue) : Attribute
{
    /// <summary>The value.</summary>
    public bool ParameterValue { get; } = parameterValue;
}
