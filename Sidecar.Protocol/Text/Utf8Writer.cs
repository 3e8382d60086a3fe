using System;

namespace Sidecar.Protocol.Text;

/// <summary>Writes text into a caller's buffer without allocating. What does not fit is cut, never wrapped or refused.</summary>
/// <param name="buffer">Where the text goes.</param>
public ref struct Utf8Writer(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    /// <summary>The text so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>Bytes written so far.</summary>
    public readonly int Length => _length;

    /// <summary>Appends text.</summary>
    public void Write(scoped ReadOnlySpan<byte> text)
    {
        var length = Math.Min(text.Length, _buffer.Length - _length);
        text[..length].CopyTo(_buffer[_length..]);
        _length += length;
    }

    /// <summary>Appends one byte of text.</summary>
    public void Write(byte character)
    {
        if (_length < _buffer.Length)
        {
            _buffer[_length++] = character;
        }
    }

    /// <summary>Appends a number in decimal.</summary>
    public void WriteDecimal(ulong value)
    {
        Span<byte> digits = stackalloc byte[20];
        var start = digits.Length;
        do
        {
            digits[--start] = (byte)('0' + (value % 10));
            value /= 10;
        }
        while (value != 0);
        Write(digits[start..]);
    }

    /// <summary>Appends a number as <c>0x</c> and lower-case hexadecimal digits without leading zeros.</summary>
    public void WriteHex(ulong value)
    {
        Write("0x"u8);
        var shift = 60;
        while (shift > 0 && (value >> shift) == 0)
        {
            shift -= 4;
        }

        for (; shift >= 0; shift -= 4)
        {
            Write("0123456789abcdef"u8[(int)(value >> shift) & 15]);
        }
    }

    /// <summary>Starts over.</summary>
    public void Clear() => _length = 0;
}
