using System;

namespace Sidecar.Protocol.Handlers;

/// <summary>One field of a request or response, as the generator read it from the struct.</summary>
/// <param name="name">The field's name, UTF-8.</param>
/// <param name="kind">How it reads and prints.</param>
/// <param name="offset">Byte offset in the payload.</param>
/// <param name="elementSize">Bytes of one element: 1, 2, 4 or 8.</param>
/// <param name="capacity">Number of elements: 1, or the length of an inline array.</param>
/// <param name="lengthOffset">Byte offset of the 32-bit field that counts the elements in use (named <c>…Length</c> or <c>…Count</c>, right before an inline array); -1 when all are.</param>
public readonly ref struct HandlerField(ReadOnlySpan<byte> name, FieldKind kind, int offset, int elementSize, int capacity, int lengthOffset)
{
    /// <summary>The field's name, UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>How it reads and prints.</summary>
    public FieldKind Kind { get; } = kind;

    /// <summary>Byte offset in the payload.</summary>
    public int Offset { get; } = offset;

    /// <summary>Bytes of one element.</summary>
    public int ElementSize { get; } = elementSize;

    /// <summary>Number of elements.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Byte offset of the field that counts the elements in use, or -1.</summary>
    public int LengthOffset { get; } = lengthOffset;
}
