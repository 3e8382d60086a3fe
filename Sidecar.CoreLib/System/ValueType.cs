namespace System;

/// <summary>The base of all structs. Comparing boxed structs field by field is not offered: boxing allocates.</summary>
public abstract class ValueType
{
}
