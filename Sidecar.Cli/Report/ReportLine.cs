using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Sidecar.Cli.Report;

/// <summary>
/// One line of the report as words: a kind, words that stand alone, and <c>key=value</c> fields. A value with spaces is quoted; inside quotes <c>\"</c>
/// and <c>\\</c> stand for themselves.
/// </summary>
public sealed class ReportLine
{
    /// <summary>Longest line that is read. A machine that writes more than this has lost its way.</summary>
    public const int MaxLength = 4096;

    private readonly Dictionary<string, string> _fields = [];
    private readonly List<string> _words = [];

    private ReportLine()
    {
    }

    /// <summary>What the line is about.</summary>
    public string Kind => _words[0];

    /// <summary>The words that stand alone, the kind first.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Takes a line apart. False, and what is wrong, for anything that is not of this form.</summary>
    public static bool TryParse(string text, out ReportLine line, out string problem)
    {
        line = new();
        problem = "";
        if (text.Length > MaxLength)
        {
            problem = "the line is longer than 4096 characters";
            return false;
        }

        var position = 0;
        while (SkipSpaces(text, ref position))
        {
            if (!line.TryTakeWord(text, ref position, out problem))
            {
                return false;
            }
        }

        problem = line._words.Count == 0 ? "the line names no kind" : "";
        return problem.Length == 0;
    }

    /// <summary>A field's value, or null.</summary>
    public string? Field(string key) => _fields.GetValueOrDefault(key);

    /// <summary>A field that is a number: decimal, or hexadecimal after 0x. False when it is missing, none, or not below <paramref name="limit"/>.</summary>
    public bool TryNumber(string key, ulong limit, out ulong value)
    {
        value = 0;
        var text = Field(key);
        if (text is null)
        {
            return false;
        }

        var parsed = text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return parsed && value < limit;
    }

    private static bool SkipSpaces(string text, ref int position)
    {
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }

        return position < text.Length;
    }

    private bool TryTakeWord(string text, ref int position, out string problem)
    {
        var start = position;
        while (position < text.Length && text[position] is not (' ' or '=' or '"'))
        {
            position++;
        }

        var word = text[start..position];
        if (position < text.Length && text[position] == '"')
        {
            problem = $"a quote inside the word \"{word}\"";
            return false;
        }

        if (position == text.Length || text[position] == ' ')
        {
            _words.Add(word);
            problem = "";
            return true;
        }

        position++;
        if (word.Length == 0 || !TryTakeValue(text, ref position, out var value))
        {
            problem = word.Length == 0 ? "a value without a key" : $"the value of {word} does not end";
            return false;
        }

        problem = _fields.TryAdd(word, value) ? "" : $"{word} stands twice";
        return problem.Length == 0;
    }

    private static bool TryTakeValue(string text, ref int position, out string value)
    {
        var start = position;
        if (position == text.Length || text[position] != '"')
        {
            while (position < text.Length && text[position] != ' ')
            {
                position++;
            }

            value = text[start..position];
            return true;
        }

        var builder = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            if (text[position] == '"')
            {
                position++;
                value = builder.ToString();
                return position == text.Length || text[position] == ' ';
            }

            if (text[position] == '\\' && ++position == text.Length)
            {
                break;
            }

            builder.Append(text[position]);
        }

        value = "";
        return false;
    }
}
