using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System;

/// <summary>Text in UTF-16: literals in attributes, never anything at run time.</summary>
[StructLayout(LayoutKind.Sequential)]
public sealed class String
{
    // Both are laid out by the compiler when it freezes a literal.
    private readonly int _stringLength;
    private readonly char _firstChar;

    /// <summary>Number of UTF-16 code units.</summary>
    public int Length
    {
        [Intrinsic]
        get => _stringLength;
    }

    /// <summary>The UTF-16 code unit at <paramref name="index"/>.</summary>
    public char this[int index]
    {
        [Intrinsic]
        get
        {
            if ((uint)index >= (uint)_stringLength)
            {
                ThrowHelper.IndexOutOfRange();
            }

            return Unsafe.Add(ref Unsafe.AsRef(in _firstChar), index);
        }
    }
}
