namespace System;

/// <summary>Says what an attribute may stand on.</summary>
/// <param name="validOn">The targets.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class AttributeUsageAttribute(AttributeTargets validOn) : Attribute
{
    /// <summary>The targets.</summary>
    public AttributeTargets ValidOn { get; } = validOn;

    /// <summary>Whether it may stand there more than once.</summary>
    public bool AllowMultiple { get; set; }

    /// <summary>Whether derived types have it too.</summary>
    public bool Inherited { get; set; }
}
