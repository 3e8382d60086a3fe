using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Sidecar.Monitor.Tests.Hosting;

/// <summary>The serial ports' other ends: what is typed, and what was written. One thread.</summary>
internal sealed class Terminal
{
    private readonly Queue<(byte Key, string? After)> _typed = [];
    private readonly MemoryStream _console = new();
    private readonly MemoryStream _report = new();

    /// <summary>What the console shows.</summary>
    public string Console => Encoding.UTF8.GetString(_console.ToArray());

    /// <summary>The report's lines.</summary>
    public IReadOnlyList<string> Report => Encoding.UTF8.GetString(_report.ToArray()).Split('\n');

    /// <summary>Types text.</summary>
    /// <param name="text">The keys.</param>
    /// <param name="after">What the person waits for on the console before they type it; null for nothing.</param>
    public void Type(string text, string? after = null)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            _typed.Enqueue((value, after));
        }
    }

    internal bool TryTake(out byte character)
    {
        character = 0;
        if (!_typed.TryPeek(out var next) || (next.After is not null && !Console.Contains(next.After, StringComparison.Ordinal)))
        {
            return false;
        }

        character = _typed.Dequeue().Key;
        return true;
    }

    internal void Write(ReadOnlySpan<byte> text) => _console.Write(text);

    internal void WriteReport(ReadOnlySpan<byte> text) => _report.Write(text);
}
