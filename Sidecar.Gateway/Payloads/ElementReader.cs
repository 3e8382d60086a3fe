using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Sidecar.Gateway.Handlers;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Gateway.Payloads;

/// <summary>Reads one element: a number, true or false, or either in quotes where JSON or JavaScript has no way to say it.</summary>
internal static class ElementReader
{
    /// <summary>Longest text of a number that is looked at: <c>-0x8000000000000000</c> and decimal numbers fit.</summary>
    private const int TextCapacity = 64;

    /// <summary>Reads the token that the reader is at into the payload; false when it is not what the field takes.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, PayloadField field, int index, Span<byte> payload)
    {
        if (!TryGetBits(ref reader, field, out var bits))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bits);
        bytes[..field.ElementSize].CopyTo(payload[(field.Offset + (index * field.ElementSize))..]);
        return true;
    }

    private static bool TryGetBits(ref Utf8JsonReader reader, PayloadField field, out ulong bits)
    {
        bits = 0;
        switch (reader.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False:
                bits = reader.TokenType == JsonTokenType.True ? 1u : 0;
                return field.Kind == FieldKind.Boolean;

            case JsonTokenType.Number when field.Kind == FieldKind.Unsigned:
                return reader.TryGetUInt64(out bits) && bits <= field.Maximum;

            case JsonTokenType.Number when field.Kind == FieldKind.Signed:
                var isWhole = reader.TryGetInt64(out var signed);
                bits = (ulong)signed;
                return isWhole && IsInRange(signed, field);

            case JsonTokenType.Number when field.Kind == FieldKind.Float:
                return TryGetFloat(ref reader, field.ElementSize, out bits);

            case JsonTokenType.String when field.Kind != FieldKind.Boolean && reader.ValueSpan.Length <= TextCapacity:
                Span<byte> text = stackalloc byte[TextCapacity];
                return TryParse(text[..reader.CopyString(text)], field, out bits);

            default:
                return false;
        }
    }

    private static bool TryGetFloat(ref Utf8JsonReader reader, int size, out ulong bits)
    {
        bits = 0;
        if (size == sizeof(float))
        {
            // A number beyond the type's range would become an infinity that nobody wrote.
            var isSingle = reader.TryGetSingle(out var single) && float.IsFinite(single);
            bits = BitConverter.SingleToUInt32Bits(single);
            return isSingle;
        }

        var isDouble = reader.TryGetDouble(out var number) && double.IsFinite(number);
        bits = BitConverter.DoubleToUInt64Bits(number);
        return isDouble;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, PayloadField field, out ulong bits)
    {
        if (field.Kind == FieldKind.Float && FloatText.TryParse(text, field.ElementSize, out bits))
        {
            return true;
        }

        var isNegative = field.Kind == FieldKind.Signed && text.StartsWith("-"u8);
        var digits = isNegative ? text[1..] : text;
        var isHex = digits.StartsWith("0x"u8);
        if ((field.Kind == FieldKind.Float && !isHex)
            || !ulong.TryParse(isHex ? digits[2..] : digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out bits))
        {
            bits = 0;
            return false;
        }

        if (isNegative)
        {
            var isInRange = bits <= field.Maximum + 1;
            bits = unchecked(0 - bits);
            return isInRange;
        }

        return bits <= field.Maximum;
    }

    private static bool IsInRange(long value, PayloadField field) => value >= field.Minimum && value <= (long)field.Maximum;
}
