namespace System;

/// <summary>Marks an enum whose values are combined.</summary>
[AttributeUsage(AttributeTargets.Enum, Inherited = false)]
public sealed class FlagsAttribute : Attribute;
