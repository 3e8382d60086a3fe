using System;
using Sidecar.Boot.Processors;

namespace Sidecar.Boot.Options;

/// <summary>Values as they are written on the command line. Each answers false for anything else and then leaves nothing half done.</summary>
public static class OptionText
{
    /// <summary>A decimal number.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        foreach (var character in text)
        {
            // 19 digits never overflow, and nothing here needs 20.
            if (character is < (byte)'0' or > (byte)'9' || text.Length > 19)
            {
                return false;
            }

            value = (value * 10) + (uint)(character - '0');
        }

        return !text.IsEmpty;
    }

    /// <summary>A number of bytes, with K, M or G for 2^10, 2^20 or 2^30; above 0, below 2^54.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> text, out ulong bytes)
    {
        var shift = 0;
        if (!text.IsEmpty)
        {
            shift = text[^1] switch
            {
                (byte)'K' or (byte)'k' => 10,
                (byte)'M' or (byte)'m' => 20,
                (byte)'G' or (byte)'g' => 30,
                _ => 0,
            };
        }

        if (!TryReadNumber(shift == 0 ? text : text[..^1], out bytes) || bytes == 0 || bytes >= 1UL << (54 - shift))
        {
            return false;
        }

        bytes <<= shift;
        return true;
    }

    /// <summary>Processor numbers and ranges: <c>1-7,9</c>.</summary>
    public static bool TryReadProcessors(ReadOnlySpan<byte> text, out ProcessorSet set)
    {
        set = default;
        while (true)
        {
            var comma = text.IndexOf((byte)',');
            if (!TryAddRange(comma < 0 ? text : text[..comma], ref set))
            {
                return false;
            }

            if (comma < 0)
            {
                return true;
            }

            text = text[(comma + 1)..];
        }
    }

    /// <summary>Whether text is a name: a-z, 0-9 and -, not empty, not too long.</summary>
    public static bool IsName(ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            if (character is not ((>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-'))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= BootOptions.MaxScenario;
    }

    private static bool TryAddRange(ReadOnlySpan<byte> text, ref ProcessorSet set)
    {
        var dash = text.IndexOf((byte)'-');
        if (!TryReadNumber(dash < 0 ? text : text[..dash], out var first))
        {
            return false;
        }

        var last = first;
        if ((dash >= 0 && !TryReadNumber(text[(dash + 1)..], out last)) || last < first || last >= ProcessorSet.Capacity)
        {
            return false;
        }

        for (var number = first; number <= last; number++)
        {
            set.Add((int)number);
        }

        return true;
    }
}
