using System.Runtime.CompilerServices;

namespace System;

/// <summary>A run of <typeparamref name="T"/> in memory, bounds-checked. A wrong bound stops the machine with a fault (see <see cref="ThrowHelper"/>).</summary>
/// <typeparam name="T">The element.</typeparam>
public readonly ref struct Span<T>
{
    // Both are known to the compiler by name and order.
    internal readonly ref T _reference;
    private readonly int _length;

    /// <summary>Over memory. The caller answers for it staying there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Span(void* pointer, int length)
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
    public Span(ref T reference)
    {
        _reference = ref reference;
        _length = 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    /// <summary>Nothing.</summary>
    public static Span<T> Empty => default;

    /// <summary>Number of elements.</summary>
    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    /// <summary>Whether there are no elements.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The element at <paramref name="index"/>.</summary>
    public ref T this[int index]
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

    public static implicit operator ReadOnlySpan<T>(Span<T> span) => new(ref span._reference, span._length);

    public static bool operator ==(Span<T> left, Span<T> right) => left._length == right._length && Unsafe.AreSame(ref left._reference, ref right._reference);

    public static bool operator !=(Span<T> left, Span<T> right) => !(left == right);

    /// <summary>Everything from <paramref name="start"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        return new(ref Unsafe.Add(ref _reference, (nint)(uint)start), _length - start);
    }

    /// <summary><paramref name="length"/> elements from <paramref name="start"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start, int length)
    {
        // In 64 bits the sum of two 32-bit numbers does not wrap.
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            ThrowHelper.ArgumentOutOfRange();
        }

        return new(ref Unsafe.Add(ref _reference, (nint)(uint)start), length);
    }

    /// <summary>Sets all elements to zero.</summary>
    public void Clear() => SpanHelpers.ClearWithoutReferences(ref Unsafe.As<T, byte>(ref _reference), (uint)_length * (nuint)Unsafe.SizeOf<T>());

    /// <summary>Sets all elements to <paramref name="value"/>.</summary>
    public void Fill(T value) => SpanHelpers.Fill(ref _reference, (uint)_length, value);

    /// <summary>Copies all elements. They may overlap; a destination too short stops the machine with a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyTo(Span<T> destination) => ((ReadOnlySpan<T>)this).CopyTo(destination);

    /// <summary>Copies all elements if there is room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCopyTo(Span<T> destination) => ((ReadOnlySpan<T>)this).TryCopyTo(destination);

    /// <summary>The first element for <c>fixed</c>, or a null reference.</summary>
    public ref T GetPinnableReference() => ref _length != 0 ? ref _reference : ref Unsafe.NullRef<T>();

    /// <summary>Enumerates the elements, for <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(this);

#pragma warning disable CS0809 // Obsolete as in .NET: they exist to be refused at compile time.
    /// <summary>Not supported: spans are never boxed.</summary>
    [Obsolete("Equals() on Span will always throw an exception. Use the equality operator instead.", true)]
    public override bool Equals(object? obj) => false;

    /// <summary>Not supported: spans are never boxed.</summary>
    [Obsolete("GetHashCode() on Span will always throw an exception.", true)]
    public override int GetHashCode() => 0;
#pragma warning restore CS0809

    /// <summary>Walks over a span.</summary>
    /// <param name="span">The span.</param>
    public ref struct Enumerator(Span<T> span)
    {
        private readonly Span<T> _span = span;
        private int _index = -1;

        /// <summary>The current element.</summary>
        public readonly ref T Current => ref _span[_index];

        /// <summary>Goes to the next element, if there is one.</summary>
        public bool MoveNext() => ++_index < _span.Length;
    }
}
