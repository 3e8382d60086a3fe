namespace System;

/// <summary>Facts about how numbers lie in memory.</summary>
public static class BitConverter
{
    /// <summary>Always: x86-64.</summary>
    public static readonly bool IsLittleEndian = true;
}
