using System;

namespace Sidecar.Protocol.Text;

/// <summary>Builds one line of the report in its format (docs/cli.md, "Report").</summary>
/// <param name="buffer">Where it is built, with <see cref="Capacity"/> bytes a line is never cut.</param>
public ref struct ReportLine(Span<byte> buffer)
{
    /// <summary>Room for any line that a host writes: monitor or VMM.</summary>
    public const int Capacity = 512;

    /// <summary>The first line of a report, with its version.</summary>
    public static ReadOnlySpan<byte> Signature => "SIDECAR-REPORT 1\n"u8;

    /// <summary>The last line of a report.</summary>
    public static ReadOnlySpan<byte> End => "end\n"u8;

    private Utf8Writer _line = new(buffer[..^1]);
    private readonly Span<byte> _buffer = buffer;

    /// <summary>The line with its line end.</summary>
    public readonly ReadOnlySpan<byte> Text
    {
        get
        {
            _buffer[_line.Length] = (byte)'\n';
            return _buffer[..(_line.Length + 1)];
        }
    }

    /// <summary>Starts a line of the given kind.</summary>
    public void Start(ReadOnlySpan<byte> kind)
    {
        _line.Clear();
        _line.Write(kind);
    }

    /// <summary>Adds a word that stands alone.</summary>
    public void Word(ReadOnlySpan<byte> word)
    {
        _line.Write((byte)' ');
        _line.Write(word);
    }

    /// <summary>Adds a number.</summary>
    public void Number(ReadOnlySpan<byte> key, ulong value)
    {
        Key(key);
        _line.WriteDecimal(value);
    }

    /// <summary>Adds a number in hexadecimal.</summary>
    public void Hex(ReadOnlySpan<byte> key, ulong value)
    {
        Key(key);
        _line.WriteHex(value);
    }

    /// <summary>Adds a name: text without spaces.</summary>
    public void Name(ReadOnlySpan<byte> key, ReadOnlySpan<byte> name)
    {
        Key(key);
        _line.Write(name);
    }

    /// <summary>Adds any text, quoted. What a terminal would act on becomes a question mark.</summary>
    public void Quoted(ReadOnlySpan<byte> key, scoped ReadOnlySpan<byte> text)
    {
        Key(key);
        _line.Write((byte)'"');
        foreach (var character in text)
        {
            if (character is (byte)'"' or (byte)'\\')
            {
                _line.Write((byte)'\\');
            }

            _line.Write(character < ' ' ? (byte)'?' : character);
        }

        _line.Write((byte)'"');
    }

    private void Key(ReadOnlySpan<byte> key)
    {
        _line.Write((byte)' ');
        _line.Write(key);
        _line.Write((byte)'=');
    }
}
