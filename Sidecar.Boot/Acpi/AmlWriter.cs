using System;
using System.Buffers.Binary;

namespace Sidecar.Boot.Acpi;

/// <summary>
/// Writes ACPI's machine language (ACPI specification 6.5, chapter 20) into a caller's buffer, as far as a table of devices with resources and properties needs it. Nested terms are begun and ended; the
/// length of each is put before it at its end. What does not fit is dropped, and <see cref="IsComplete"/> says so.
/// </summary>
/// <param name="buffer">Where the code goes.</param>
public ref struct AmlWriter(Span<byte> buffer)
{
    private const byte Zero = 0x00;
    private const byte NameOperation = 0x08;
    private const byte BytePrefix = 0x0a;
    private const byte WordPrefix = 0x0b;
    private const byte DWordPrefix = 0x0c;
    private const byte StringPrefix = 0x0d;
    private const byte QWordPrefix = 0x0e;
    private const byte ScopeOperation = 0x10;
    private const byte BufferOperation = 0x11;
    private const byte PackageOperation = 0x12;
    private const byte ExtensionPrefix = 0x5b;
    private const byte DeviceOperation = 0x82;

    /// <summary>Most that a length of one byte says; longer ones take 4 bits there and a byte for each 8 more.</summary>
    private const int ShortLength = 0x3f;

    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Whether everything has found room.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Begins Scope; <see cref="End"/> takes the result.</summary>
    /// <param name="path">A name as it is encoded, such as <c>\_SB_</c>.</param>
    public int BeginScope(scoped ReadOnlySpan<byte> path)
    {
        Write(ScopeOperation);
        var start = Length;
        Write(path);
        return start;
    }

    /// <summary>Begins Device; <see cref="End"/> takes the result.</summary>
    /// <param name="name">Four letters.</param>
    public int BeginDevice(scoped ReadOnlySpan<byte> name)
    {
        Write(ExtensionPrefix);
        Write(DeviceOperation);
        var start = Length;
        Write(name);
        return start;
    }

    /// <summary>Begins Package; <see cref="End"/> takes the result.</summary>
    /// <param name="count">Elements that will be written, below 256.</param>
    public int BeginPackage(int count)
    {
        Write(PackageOperation);
        var start = Length;
        Write((byte)count);
        return start;
    }

    /// <summary>Ends what was begun: puts its length before it.</summary>
    /// <param name="start">What the beginning returned.</param>
    public void End(int start)
    {
        if (!IsComplete)
        {
            return;
        }

        // The length counts its own bytes.
        var content = Length - start;
        var extra = content + 1 <= ShortLength ? 0 : content + 2 < 1 << 12 ? 1 : content + 3 < 1 << 20 ? 2 : 3;
        if (Length + extra + 1 > _buffer.Length)
        {
            IsComplete = false;
            return;
        }

        _buffer[start..Length].CopyTo(_buffer[(start + extra + 1)..]);
        Length += extra + 1;
        var total = content + extra + 1;
        _buffer[start] = (byte)(extra == 0 ? total : (extra << 6) | (total & 0xf));
        for (var i = 0; i < extra; i++)
        {
            _buffer[start + 1 + i] = (byte)(total >> (4 + (8 * i)));
        }
    }

    /// <summary>Name, to be followed by its value.</summary>
    /// <param name="name">Four letters.</param>
    public void WriteName(scoped ReadOnlySpan<byte> name)
    {
        Write(NameOperation);
        Write(name);
    }

    /// <summary>A string of ASCII letters.</summary>
    public void WriteString(scoped ReadOnlySpan<byte> text)
    {
        Write(StringPrefix);
        Write(text);
        Write(Zero);
    }

    /// <summary>An integer, in as few bytes as it needs.</summary>
    public void WriteInteger(ulong value)
    {
        Span<byte> bytes = stackalloc byte[9];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[1..], value);
        // ZeroOp and OneOp are the numbers themselves.
        var (prefix, length) = value switch
        {
            <= 1 => ((byte)value, 0),
            <= byte.MaxValue => (BytePrefix, 1),
            <= ushort.MaxValue => (WordPrefix, 2),
            <= uint.MaxValue => (DWordPrefix, 4),
            _ => (QWordPrefix, 8),
        };
        bytes[0] = prefix;
        Write(bytes[..(1 + length)]);
    }

    /// <summary>A buffer.</summary>
    public void WriteBuffer(scoped ReadOnlySpan<byte> bytes)
    {
        Write(BufferOperation);
        var start = Length;
        WriteInteger((ulong)bytes.Length);
        Write(bytes);
        End(start);
    }

    private void Write(byte value)
    {
        IsComplete &= Length < _buffer.Length;
        if (IsComplete)
        {
            _buffer[Length++] = value;
        }
    }

    private void Write(scoped ReadOnlySpan<byte> bytes)
    {
        IsComplete &= bytes.Length <= _buffer.Length - Length;
        if (IsComplete)
        {
            bytes.CopyTo(_buffer[Length..]);
            Length += bytes.Length;
        }
    }
}
