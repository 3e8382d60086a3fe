using System.Runtime.CompilerServices;

namespace System;

/// <summary>The type of <c>nuint</c>: an unsigned integer as wide as an address.</summary>
public readonly unsafe struct UIntPtr : IEquatable<nuint>
{
    private readonly void* _value;

    /// <summary>Makes one of a 64-bit integer.</summary>
    [Intrinsic]
    public UIntPtr(ulong value) => _value = (void*)value;

    /// <summary>Makes one of an address.</summary>
    [Intrinsic]
    public UIntPtr(void* value) => _value = value;

    /// <summary>Zero.</summary>
    public static nuint Zero => 0;

    /// <summary>Bytes in one.</summary>
    public static int Size
    {
        [Intrinsic]
        get => sizeof(nuint);
    }

    /// <summary>The address.</summary>
    [Intrinsic]
    public void* ToPointer() => _value;

    /// <summary>The value as a 64-bit integer.</summary>
    [Intrinsic]
    public ulong ToUInt64() => (ulong)_value;

    /// <inheritdoc/>
    public bool Equals(nuint other) => (nuint)_value == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is nuint other && (nuint)_value == other;

    /// <inheritdoc/>
    public override int GetHashCode() => ((ulong)_value).GetHashCode();
}
