namespace System;

/// <summary>What <c>typeof</c> starts from.</summary>
public readonly struct RuntimeTypeHandle
{
    private readonly nint _value;

    internal RuntimeTypeHandle(nint value) => _value = value;

    internal nint Value => _value;
}
