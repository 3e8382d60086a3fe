using System;

namespace Sidecar.Boot.Monitor.Arguments;

/// <summary>Numbers as people type them: decimal, or hexadecimal after 0x.</summary>
public static class NumberText
{
    /// <summary>Reads a number without sign. False for anything else, and for one beyond 64 bits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong value)
    {
        var isHex = text.StartsWith("0x"u8);
        var digits = isHex ? text[2..] : text;
        var radix = isHex ? 16u : 10u;
        value = 0;
        foreach (var character in digits)
        {
            if (!TryDigit(character, radix, out var digit) || value > (ulong.MaxValue - digit) / radix)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        return !digits.IsEmpty;
    }

    /// <summary>Reads a number that may be negative, of at most <paramref name="bytes"/> bytes, into its two's complement.</summary>
    public static bool TryParseSigned(ReadOnlySpan<byte> text, int bytes, out ulong value)
    {
        var isNegative = !text.IsEmpty && text[0] == (byte)'-';
        var limit = 1UL << ((8 * bytes) - 1);
        if (!TryParse(isNegative ? text[1..] : text, out value) || value > (isNegative ? limit : limit - 1))
        {
            return false;
        }

        value = isNegative ? unchecked(0 - value) : value;
        return true;
    }

    /// <summary>Reads one digit.</summary>
    public static bool TryDigit(byte character, uint radix, out uint digit)
    {
        digit = character switch
        {
            >= (byte)'0' and <= (byte)'9' => (uint)character - '0',
            >= (byte)'a' and <= (byte)'f' => (uint)character - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => (uint)character - 'A' + 10,
            _ => radix,
        };
        return digit < radix;
    }
}
