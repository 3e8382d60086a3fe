using System;

namespace Sidecar.Boot.Monitor.Arguments;

/// <summary>One word of a typed line.</summary>
/// <param name="text">The word, without quotes.</param>
/// <param name="isQuoted">Whether it stood in quotes.</param>
public readonly ref struct Word(ReadOnlySpan<byte> text, bool isQuoted)
{
    /// <summary>The word, without quotes.</summary>
    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>Whether it stood in quotes.</summary>
    public bool IsQuoted { get; } = isQuoted;

    /// <summary>Whether it is exactly this, unquoted.</summary>
    public bool Is(ReadOnlySpan<byte> keyword) => !IsQuoted && Text.SequenceEqual(keyword);
}
