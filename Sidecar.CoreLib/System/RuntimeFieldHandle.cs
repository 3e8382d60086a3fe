namespace System;

/// <summary>Names the data of a constant array for <see cref="Runtime.CompilerServices.RuntimeHelpers.CreateSpan{T}"/>.</summary>
public readonly struct RuntimeFieldHandle
{
    private readonly nint _value;

    internal RuntimeFieldHandle(nint value) => _value = value;

    internal nint Value => _value;
}
