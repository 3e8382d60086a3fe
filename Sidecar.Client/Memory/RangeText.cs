using System;
using System.Collections.Generic;
using System.Globalization;

namespace Sidecar.Client.Memory;

/// <summary>
/// Memory ranges as Linux writes a device's resources: a line each with first and last address in hexadecimal, apart by a space or a dash, with whatever words around them
/// (<c>mem 0x1000-0x1fff</c>, <c>0x1000 0x1fff 0x200</c>). Lines of any other form are passed over.
/// </summary>
internal static class RangeText
{
    /// <summary>The ranges, in the order of the lines.</summary>
    public static List<GuestMemoryRange> Parse(ReadOnlySpan<char> text)
    {
        var ranges = new List<GuestMemoryRange>();
        foreach (var line in text.EnumerateLines())
        {
            var rest = line;
            if (TryTakeNumber(ref rest, out var first) && TryTakeNumber(ref rest, out var last) && last > first && last - first < ulong.MaxValue)
            {
                ranges.Add(new GuestMemoryRange(first, last - first + 1));
            }
        }

        return ranges;
    }

    /// <summary>The ranges of one device in the text of <c>/proc/iomem</c>: <c>  100000000-13fffffff : NAME</c>. Who may not see addresses sees zeroes there, which are none.</summary>
    public static List<GuestMemoryRange> ParseIomem(ReadOnlySpan<char> text, ReadOnlySpan<char> device)
    {
        var ranges = new List<GuestMemoryRange>();
        foreach (var line in text.EnumerateLines())
        {
            var colon = line.IndexOf(':');
            var dash = line.IndexOf('-');
            if (dash > 0 && dash < colon && line[(colon + 1)..].Trim().SequenceEqual(device)
                && TryParse(line[..dash], out var first) && TryParse(line[(dash + 1)..colon], out var last) && last > first)
            {
                ranges.Add(new GuestMemoryRange(first, last - first + 1));
            }
        }

        return ranges;
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out ulong number) => ulong.TryParse(digits.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);

    /// <summary>Takes the next number with <c>0x</c> before it.</summary>
    private static bool TryTakeNumber(ref ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        var start = text.IndexOf("0x", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return false;
        }

        text = text[(start + 2)..];
        var length = text.IndexOfAnyExcept("0123456789abcdefABCDEF");
        var digits = length < 0 ? text : text[..length];
        text = text[digits.Length..];
        return TryParse(digits, out number);
    }
}
