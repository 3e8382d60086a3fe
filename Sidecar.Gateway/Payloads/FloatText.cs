using System;

namespace Sidecar.Gateway.Payloads;

/// <summary>The names of what JSON has no numbers for. A NaN that is not .NET's own goes by its bits.</summary>
internal static class FloatText
{
    /// <summary>Reads a name into an IEEE 754 number of <paramref name="size"/> bytes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, int size, out ulong bits)
    {
        var value = text.SequenceEqual("NaN"u8) ? double.NaN : text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity : double.NegativeInfinity;
        bits = size == sizeof(float) ? BitConverter.SingleToUInt32Bits((float)value) : BitConverter.DoubleToUInt64Bits(value);
        return !double.IsNegativeInfinity(value) || text.SequenceEqual("-Infinity"u8);
    }

    /// <summary>The name of a number that is not finite; null when it has none.</summary>
    public static string? NameOf(double value, ulong bits, int size)
    {
        if (double.IsInfinity(value))
        {
            return value > 0 ? "Infinity" : "-Infinity";
        }

        var own = size == sizeof(float) ? BitConverter.SingleToUInt32Bits(float.NaN) : BitConverter.DoubleToUInt64Bits(double.NaN);
        return bits == own ? "NaN" : null;
    }
}
