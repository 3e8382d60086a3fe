using System.Runtime.CompilerServices;

namespace Sidecar.Boot.Monitor.Console;

/// <summary>What was typed while a command was waited for: it is read afterwards, but for a Ctrl-C.</summary>
public struct KeyBuffer
{
    /// <summary>Bytes that are kept; what is typed beyond waits in the port.</summary>
    public const int Capacity = 128;

    private Keys _keys;
    private int _first;
    private int _count;

    /// <summary>Whether nothing more can be kept.</summary>
    public readonly bool IsFull => _count == Capacity;

    /// <summary>Keeps a byte, if there is room.</summary>
    public void Add(byte key)
    {
        if (!IsFull)
        {
            _keys[(_first + _count++) % Capacity] = key;
        }
    }

    /// <summary>Takes the oldest byte.</summary>
    public bool TryTake(out byte key)
    {
        key = _keys[_first];
        if (_count == 0)
        {
            return false;
        }

        _first = (_first + 1) % Capacity;
        _count--;
        return true;
    }

    /// <summary>Forgets what was typed.</summary>
    public void Clear() => _count = 0;

    [InlineArray(Capacity)]
    private struct Keys
    {
        private byte _first;
    }
}
