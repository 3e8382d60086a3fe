using System.Runtime.CompilerServices;

namespace System;

/// <summary>The type of <c>nint</c>: a signed integer as wide as an address.</summary>
public readonly unsafe struct IntPtr : IEquatable<nint>
{
    private readonly void* _value;

    /// <summary>Makes one of a 64-bit integer.</summary>
    [Intrinsic]
    public IntPtr(long value) => _value = (void*)value;

    /// <summary>Makes one of an address.</summary>
    [Intrinsic]
    public IntPtr(void* value) => _value = value;

    /// <summary>Zero.</summary>
    public static nint Zero => 0;

    /// <summary>Bytes in one.</summary>
    public static int Size
    {
        [Intrinsic]
        get => sizeof(nint);
    }

    /// <summary>The address.</summary>
    [Intrinsic]
    public void* ToPointer() => _value;

    /// <summary>The value as a 64-bit integer.</summary>
    [Intrinsic]
    public long ToInt64() => (long)_value;

    /// <inheritdoc/>
    public bool Equals(nint other) => (nint)_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is nint other && (nint)_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => ((long)_value).GetHashCode();
}
