using System;
using System.Collections.Generic;
using System.Linq;

namespace Sidecar.Cli.Project;

/// <summary>Words as a shell reads them, so that a command line can be copied from a file and run.</summary>
public static class ShellWords
{
    /// <summary>Joins words, quoting where needed.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word)
        => word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "-_./=,:+@%".Contains(character, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
