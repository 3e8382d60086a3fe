namespace System.Diagnostics;

/// <summary>Drops calls unless a symbol is defined.</summary>
/// <param name="conditionString">The symbol.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class ConditionalAttribute(string conditionString) : Attribute
{
    /// <summary>The symbol.</summary>
    public string ConditionString { get; } = conditionString;
}
