namespace System;

/// <summary>The type of <c>double</c>. Here because the compilers know it; kernel code has no use for floating point.</summary>
public readonly struct Double
{
    private readonly double m_value;
}
