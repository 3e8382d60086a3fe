namespace System.Runtime.CompilerServices;

/// <summary>Behind <c>this</c> parameters and extension blocks.</summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method, Inherited = false)]
public sealed class ExtensionAttribute : Attribute;
