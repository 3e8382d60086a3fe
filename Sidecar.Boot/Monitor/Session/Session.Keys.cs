using Sidecar.Boot.Monitor.Console;

namespace Sidecar.Boot.Monitor.Session;

/// <content>The keyboard.</content>
public ref partial struct Session<THost>
{
    /// <summary>Takes the next byte that was typed; false when there is none.</summary>
    public bool TryReadKey(out byte key) => _keys.TryTake(out key) || _host.TryReadConsole(out key);

    /// <summary>Whether Ctrl-C was typed. What was typed before it is forgotten then; otherwise all is kept.</summary>
    public bool TakeInterrupt()
    {
        while (!_keys.IsFull && _host.TryReadConsole(out var key))
        {
            if (key == LineEditor.Interrupt)
            {
                _keys.Clear();
                return true;
            }

            _keys.Add(key);
        }

        return false;
    }
}
