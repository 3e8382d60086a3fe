namespace System.Runtime.CompilerServices;

/// <summary>Which method builds a collection from a collection expression.</summary>
/// <param name="builderType">The type of the method.</param>
/// <param name="methodName">Its name.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
public sealed class CollectionBuilderAttribute(Type builderType, string methodName) : Attribute
{
    /// <summary>The type of the method.</summary>
    public Type BuilderType { get; } = builderType;

    /// <summary>Its name.</summary>
    public string MethodName { get; } = methodName;
}
