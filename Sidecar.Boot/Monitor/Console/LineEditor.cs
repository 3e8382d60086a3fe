using System;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Console;

/// <summary>A line being typed: echo, backspace, Ctrl-U for all of it, Ctrl-C to give it up. Bytes beyond the buffer are not taken and not echoed.</summary>
/// <param name="buffer">Where the line is kept.</param>
public ref struct LineEditor(Span<byte> buffer)
{
    /// <summary>Room for what one byte can echo, but for Ctrl-U.</summary>
    public const int EchoCapacity = 16;

    /// <summary>Ctrl-C.</summary>
    public const byte Interrupt = 3;

    private const byte Bell = 7;
    private const byte Backspace = 8;
    private const byte LineFeed = 10;
    private const byte CarriageReturn = 13;
    private const byte KillLine = 21;
    private const byte Delete = 127;

    private readonly Span<byte> _buffer = buffer;
    private int _length;
    private bool _afterReturn;

    /// <summary>The line so far, or the whole line after <see cref="LineEvent.Complete"/> until the next byte.</summary>
    public readonly ReadOnlySpan<byte> Line => _buffer[.._length];

    /// <summary>Takes a byte.</summary>
    /// <param name="character">The byte.</param>
    /// <param name="echo">Takes what the terminal is to show.</param>
    public LineEvent Accept(byte character, scoped ref Utf8Writer echo)
    {
        // A terminal that sends CR LF has ended one line, not two.
        var isSecondHalf = character == LineFeed && _afterReturn;
        _afterReturn = character == CarriageReturn;
        switch (character)
        {
            case CarriageReturn or LineFeed:
                if (isSecondHalf)
                {
                    return LineEvent.None;
                }

                echo.Write("\r\n"u8);
                return LineEvent.Complete;

            case Interrupt:
                echo.Write("^C\r\n"u8);
                Clear();
                return LineEvent.Cancelled;

            case Backspace or Delete:
                if (_length != 0)
                {
                    Erase(ref echo);
                }

                return LineEvent.None;

            case KillLine:
                while (_length != 0)
                {
                    Erase(ref echo);
                }

                return LineEvent.None;

            default:
                Append(character, ref echo);
                return LineEvent.None;
        }
    }

    /// <summary>Starts the next line.</summary>
    public void Clear() => _length = 0;

    private void Append(byte character, scoped ref Utf8Writer echo)
    {
        if (character < ' ' || _length == _buffer.Length)
        {
            echo.Write(Bell);
            return;
        }

        _buffer[_length++] = character;
        echo.Write(character);
    }

    /// <summary>Drops the last character: all bytes of it, if it is UTF-8, and one column of the terminal.</summary>
    private void Erase(scoped ref Utf8Writer echo)
    {
        while (--_length > 0 && (_buffer[_length] & 0xc0) == 0x80)
        {
        }

        echo.Write("\b \b"u8);
    }
}
