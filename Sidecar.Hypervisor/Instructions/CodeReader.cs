using System;

namespace Sidecar.Hypervisor.Instructions;

/// <summary>Instruction bytes, one after the other. Beyond the end there are zeros, and a mark that it was passed.</summary>
internal ref struct CodeReader
{
    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Begins at the first byte.</summary>
    public CodeReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        Position = 0;
    }

    /// <summary>Bytes taken.</summary>
    public int Position { get; private set; }

    /// <summary>Whether more was taken than there is.</summary>
    public readonly bool Exhausted => Position > _bytes.Length;

    /// <summary>The next byte, left where it is.</summary>
    public readonly byte Peek => Position < _bytes.Length ? _bytes[Position] : (byte)0;

    /// <summary>Takes a byte.</summary>
    public byte Next()
    {
        var value = Peek;
        Position++;
        return value;
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(int count) => Position += count;

    /// <summary>Takes a little-endian number.</summary>
    public ulong Unsigned(int size)
    {
        var value = 0UL;
        for (var i = 0; i < size; i++)
        {
            value |= (ulong)Next() << (8 * i);
        }

        return value;
    }

    /// <summary>Takes a little-endian number and extends its sign.</summary>
    public ulong Signed(int size)
    {
        var unused = 64 - (8 * size);
        return (ulong)((long)(Unsigned(size) << unused) >> unused);
    }
}
