using System.Runtime.CompilerServices;

namespace System;

/// <summary>Searching and comparing spans.</summary>
public static class MemoryExtensions
{
    /// <summary>Whether both have the same elements.</summary>
    public static bool SequenceEqual<T>(this Span<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>? => SequenceEqual((ReadOnlySpan<T>)span, other);

    /// <summary>Whether both have the same elements.</summary>
    public static bool SequenceEqual<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>?
    {
        if (span.Length != other.Length)
        {
            return false;
        }

        if (Unsafe.SizeOf<T>() == 1)
        {
            // Of all types of one byte only floating point could have unequal twins, and there is none.
            return SpanHelpers.SequenceEqual(
                ref Unsafe.As<T, byte>(ref span._reference), ref Unsafe.As<T, byte>(ref other._reference), (uint)span.Length);
        }

        for (var i = 0; i < span.Length; i++)
        {
            if (!AreEqual(span[i], other[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether <paramref name="span"/> starts with <paramref name="value"/>.</summary>
    public static bool StartsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => value.Length <= span.Length && SequenceEqual(span.Slice(0, value.Length), value);

    /// <summary>Whether <paramref name="span"/> ends with <paramref name="value"/>.</summary>
    public static bool EndsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => value.Length <= span.Length && SequenceEqual(span.Slice(span.Length - value.Length), value);

    /// <summary>Where <paramref name="value"/> is last, or -1.</summary>
    public static int LastIndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (var i = span.Length - 1; i >= 0; i--)
        {
            if (AreEqual(span[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where <paramref name="value"/> is first, or -1.</summary>
    public static int IndexOf<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value);

    /// <summary>Where <paramref name="value"/> is first, or -1.</summary>
    public static int IndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (var i = 0; i < span.Length; i++)
        {
            if (AreEqual(span[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where <paramref name="value"/> starts first, or -1.</summary>
    public static int IndexOf<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>?
    {
        for (var i = 0; i <= span.Length - value.Length; i++)
        {
            if (SequenceEqual(span.Slice(i, value.Length), value))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where the first element other than <paramref name="value"/> is, or -1.</summary>
    public static int IndexOfAnyExcept<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (var i = 0; i < span.Length; i++)
        {
            if (!AreEqual(span[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether <paramref name="value"/> is in it.</summary>
    public static bool Contains<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => IndexOf(span, value) >= 0;

    // Only a class could be null here, and there is none at run time; a check for it would box, and that does not compile.
    private static bool AreEqual<T>(T left, T right)
        where T : IEquatable<T>? => left!.Equals(right);
}
