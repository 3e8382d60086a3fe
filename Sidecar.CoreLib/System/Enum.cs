namespace System;

/// <summary>The base of all enums.</summary>
public abstract class Enum : ValueType
{
}
