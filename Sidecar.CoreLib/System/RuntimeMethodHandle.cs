namespace System;

/// <summary>Known to the compiler.</summary>
public readonly struct RuntimeMethodHandle
{
    private readonly nint _value;

    internal RuntimeMethodHandle(nint value) => _value = value;

    internal nint Value => _value;
}
