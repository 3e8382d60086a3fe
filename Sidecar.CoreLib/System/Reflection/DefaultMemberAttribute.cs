namespace System.Reflection;

/// <summary>Behind indexers.</summary>
/// <param name="memberName">The member.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class DefaultMemberAttribute(string memberName) : Attribute
{
    /// <summary>The member.</summary>
    public string MemberName { get; } = memberName;
}
