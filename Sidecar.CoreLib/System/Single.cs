namespace System;

/// <summary>The type of <c>float</c>. Here because the compilers know it; kernel code has no use for floating point.</summary>
public readonly struct Single
{
    private readonly float m_value;
}
