using System.Runtime.InteropServices;

namespace System;

/// <summary>The base of all arrays. Constant arrays behind a <see cref="ReadOnlySpan{T}"/> are data, not objects, and are what kernel code uses.</summary>
[StructLayout(LayoutKind.Sequential)]
public abstract class Array
{
    // Read by compiled code at this offset.
    private readonly int _numComponents;

    /// <summary>Number of elements.</summary>
    public int Length => _numComponents;
}

/// <summary>What the compiler takes the interfaces of an array of <typeparamref name="T"/> from.</summary>
/// <typeparam name="T">The element.</typeparam>
internal sealed class Array<T> : Array
{
}
