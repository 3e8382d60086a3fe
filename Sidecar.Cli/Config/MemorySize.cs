using System;
using System.Globalization;

namespace Sidecar.Cli.Config;

/// <summary>A size in bytes as people write it: <c>512M</c>, <c>4G</c>.</summary>
public static class MemorySize
{
    /// <summary>Least memory of a machine: what the boot images and one small node fit in.</summary>
    public const long Min = 16L << 20;

    /// <summary>Most memory of a machine.</summary>
    public const long Max = 1L << 40;

    /// <summary>Reads a whole number of K, M or G (powers of 1,024). False for anything else.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (text.Length < 2)
        {
            return false;
        }

        var shift = text[^1] switch { 'K' or 'k' => 10, 'M' or 'm' => 20, 'G' or 'g' => 30, _ => 0 };
        if (shift == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        bytes = (long)number << shift;
        return true;
    }

    /// <summary>The size as <see cref="TryParse"/> reads it, in the largest unit that leaves a whole number.</summary>
    public static string Format(long bytes)
    {
        var (shift, unit) = (bytes & ((1L << 30) - 1)) == 0 ? (30, "G") : (bytes & ((1L << 20) - 1)) == 0 ? (20, "M") : (10, "K");
        return string.Create(CultureInfo.InvariantCulture, $"{bytes >> shift}{unit}");
    }
}
