using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System;

/// <summary>A run of <typeparamref name="T"/> in memory that is only read, bounds-checked. A wrong bound stops the machine with a fault (see <see cref="ThrowHelper"/>).</summary>
/// <typeparam name="T">The element.</typeparam>
public readonly ref struct ReadOnlySpan<T>
{
    // Both are known to the compiler by name and order.
    internal readonly ref T _reference;
    private readonly int _length;

    /// <summary>Over memory. The caller answers for it staying there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ReadOnlySpan(void* pointer, int length)
    {
        if (length < 0)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        _reference = ref Unsafe.As<byte, T>(ref *(byte*)pointer);
        _length = length;
    }

    /// <summary>Over one element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan(ref readonly T reference)
    {
        _reference = ref Unsafe.AsRef(in reference);
        _length = 1;
    }

    /// <summary>Over an array. The C# compiler wants it to be there for constant data, which it then makes without any array.</summary>
    public ReadOnlySpan(T[]? array)
    {
        if (array is null)
        {
            this = default;
            return;
        }

        _reference = ref MemoryMarshal.GetArrayDataReference(array);
        _length = array.Length;
    }

    /// <summary>Over a part of an array.</summary>
    public ReadOnlySpan(T[]? array, int start, int length)
    {
        this = new ReadOnlySpan<T>(array).Slice(start, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    /// <summary>Nothing.</summary>
    public static ReadOnlySpan<T> Empty => default;

    /// <summary>Number of elements.</summary>
    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    /// <summary>Whether there are no elements.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The element at <paramref name="index"/>.</summary>
    public ref readonly T this[int index]
    {
        [Intrinsic]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length)
            {
                ThrowHelper.IndexOutOfRange();
            }

            return ref Unsafe.Add(ref _reference, (nint)(uint)index);
        }
    }

    public static implicit operator ReadOnlySpan<T>(T[]? array) => new(array);

    public static bool operator ==(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        => left._length == right._length && Unsafe.AreSame(ref left._reference, ref right._reference);

    public static bool operator !=(ReadOnlySpan<T> left, ReadOnlySpan<T> right) => !(left == right);

    /// <summary>Everything from <paramref name="start"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        return new(ref Unsafe.Add(ref _reference, (nint)(uint)start), _length - start);
    }

    /// <summary><paramref name="length"/> elements from <paramref name="start"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Slice(int start, int length)
    {
        // In 64 bits the sum of two 32-bit numbers does not wrap.
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        return new(ref Unsafe.Add(ref _reference, (nint)(uint)start), length);
    }

    /// <summary>Copies all elements. They may overlap; a destination too short stops the machine with a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyTo(Span<T> destination)
    {
        if (!TryCopyTo(destination))
        {
            ThrowHelper.DestinationTooShort();
        }
    }

    /// <summary>Copies all elements if there is room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCopyTo(Span<T> destination)
    {
        if ((uint)_length > (uint)destination.Length)
        {
            return false;
        }

        SpanHelpers.Memmove(
            ref Unsafe.As<T, byte>(ref destination._reference),
            ref Unsafe.As<T, byte>(ref _reference),
            (uint)_length * (nuint)Unsafe.SizeOf<T>());
        return true;
    }

    /// <summary>The first element for <c>fixed</c>, or a null reference.</summary>
    public ref readonly T GetPinnableReference() => ref _length != 0 ? ref _reference : ref Unsafe.NullRef<T>();

    /// <summary>Enumerates the elements, for <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(this);

#pragma warning disable CS0809 // Obsolete as in .NET: they exist to be refused at compile time.
    /// <summary>Not supported: spans are never boxed.</summary>
    [Obsolete("Equals() on ReadOnlySpan will always throw an exception. Use the equality operator instead.", true)]
    public override bool Equals(object? obj) => false;

    /// <summary>Not supported: spans are never boxed.</summary>
    [Obsolete("GetHashCode() on ReadOnlySpan will always throw an exception.", true)]
    public override int GetHashCode() => 0;
#pragma warning restore CS0809

    /// <summary>Walks over a span.</summary>
    /// <param name="span">The span.</param>
    public ref struct Enumerator(ReadOnlySpan<T> span)
    {
        private readonly ReadOnlySpan<T> _span = span;
        private int _index = -1;

        /// <summary>The current element.</summary>
        public readonly ref readonly T Current => ref _span[_index];

        /// <summary>Goes to the next element, if there is one.</summary>
        public bool MoveNext() => ++_index < _span.Length;
    }
}
