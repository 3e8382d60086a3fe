using System;

namespace Sidecar.Boot.Monitor.Arguments;

/// <summary>Takes a typed line apart: words between blanks; one in double quotes may contain blanks and is text whatever it looks like.</summary>
/// <param name="line">The line.</param>
public ref struct Words(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>Whether a quote was opened and not closed; nothing after it is read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What has not been taken, leading blanks dropped.</summary>
    public ReadOnlySpan<byte> Rest
    {
        get
        {
            SkipBlanks();
            return _rest;
        }
    }

    /// <summary>Takes the next word; false when there is none.</summary>
    public bool TryTake(out Word word)
    {
        word = default;
        SkipBlanks();
        if (_rest.IsEmpty || IsBroken)
        {
            return false;
        }

        if (_rest[0] == (byte)'"')
        {
            var end = _rest[1..].IndexOf((byte)'"');
            IsBroken = end < 0;
            if (IsBroken)
            {
                return false;
            }

            word = new Word(_rest.Slice(1, end), isQuoted: true);
            _rest = _rest[(end + 2)..];
            return true;
        }

        var length = 0;
        while (length < _rest.Length && _rest[length] is not ((byte)' ' or (byte)'\t'))
        {
            length++;
        }

        word = new Word(_rest[..length], isQuoted: false);
        _rest = _rest[length..];
        return true;
    }

    private void SkipBlanks()
    {
        while (!_rest.IsEmpty && _rest[0] is (byte)' ' or (byte)'\t')
        {
            _rest = _rest[1..];
        }
    }
}
