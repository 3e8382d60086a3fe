namespace System;

/// <summary>A type as an object. The images carry no reflection data, so it only stands in attributes, as <c>typeof(...)</c>.</summary>
public abstract class Type
{
}
