using System;
using System.Buffers.Binary;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Arguments;

/// <summary>Reads one field of a request from what was typed for it.</summary>
public static class FieldParser
{
    /// <summary>Bytes of the lengths that count a field's elements (<see cref="HandlerField.LengthOffset"/>).</summary>
    private const int LengthSize = 4;

    /// <summary>Whether a field takes several values. Bytes are one value, however many.</summary>
    public static bool IsList(in HandlerField field) => field.Capacity > 1 && field.Kind != FieldKind.Bytes;

    /// <summary>Reads a field that is one value. False, and what was expected, when the word is none.</summary>
    public static bool TryRead(in HandlerField field, in Word word, scoped Span<byte> payload, scoped ref Utf8Writer problem)
    {
        var isRead = field.Kind == FieldKind.Bytes ? TryReadBytes(in field, in word, payload) : TryReadElement(in field, in word, 0, payload);
        return isRead || Expect(in field, in word, ref problem);
    }

    /// <summary>Reads a list that is one word, its values between commas; the empty word (in quotes) is the empty list.</summary>
    public static bool TryReadList(in HandlerField field, in Word word, scoped Span<byte> payload, scoped ref Utf8Writer problem)
    {
        var count = 0;
        if (!TryReadItems(in field, in word, ref count, payload, ref problem))
        {
            return false;
        }

        SetCount(in field, count, payload);
        return true;
    }

    /// <summary>Reads a list that is all the words left, each one value or several between commas.</summary>
    public static bool TryReadRest(in HandlerField field, scoped ref Words words, scoped Span<byte> payload, scoped ref Utf8Writer problem)
    {
        var count = 0;
        while (words.TryTake(out var word))
        {
            if (!TryReadItems(in field, in word, ref count, payload, ref problem))
            {
                return false;
            }
        }

        SetCount(in field, count, payload);
        return true;
    }

    /// <summary>Reads the values between the commas of one word. The empty word is none: an item between two commas is not a value.</summary>
    private static bool TryReadItems(in HandlerField field, in Word word, ref int count, scoped Span<byte> payload, scoped ref Utf8Writer problem)
    {
        if (word.Text.IsEmpty)
        {
            return true;
        }

        var rest = word.Text;
        while (true)
        {
            var comma = rest.IndexOf((byte)',');
            var item = new Word(comma < 0 ? rest : rest[..comma], isQuoted: false);
            if (!TryReadItem(in field, in item, count++, payload, ref problem))
            {
                return false;
            }

            if (comma < 0)
            {
                return true;
            }

            rest = rest[(comma + 1)..];
        }
    }

    private static bool TryReadItem(in HandlerField field, in Word item, int index, scoped Span<byte> payload, scoped ref Utf8Writer problem)
    {
        if (index == field.Capacity)
        {
            problem.Write(field.Name);
            problem.Write(": at most "u8);
            problem.WriteDecimal((uint)field.Capacity);
            problem.Write(" values"u8);
            return false;
        }

        return TryReadElement(in field, in item, index, payload) || Expect(in field, in item, ref problem);
    }

    private static bool TryReadElement(in HandlerField field, in Word word, int index, scoped Span<byte> payload)
    {
        ulong value;
        switch (field.Kind)
        {
            case FieldKind.Signed:
                if (!NumberText.TryParseSigned(word.Text, field.ElementSize, out value))
                {
                    return false;
                }

                break;

            case FieldKind.Boolean:
                value = word.Is("true"u8) || word.Is("1"u8) ? 1u : 0;
                if (value == 0 && !word.Is("false"u8) && !word.Is("0"u8))
                {
                    return false;
                }

                break;

            default:
                if (!NumberText.TryParse(word.Text, out value) || (field.ElementSize < sizeof(ulong) && value >> (8 * field.ElementSize) != 0))
                {
                    return false;
                }

                break;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..field.ElementSize].CopyTo(payload[(field.Offset + (index * field.ElementSize))..]);
        return true;
    }

    private static bool TryReadBytes(in HandlerField field, in Word word, scoped Span<byte> payload)
    {
        var target = payload.Slice(field.Offset, field.Capacity);
        if (word.IsQuoted || !word.Text.StartsWith("0x"u8))
        {
            if (word.Text.Length > field.Capacity)
            {
                return false;
            }

            word.Text.CopyTo(target);
            SetCount(in field, word.Text.Length, payload);
            return true;
        }

        var digits = word.Text[2..];
        if (digits.Length % 2 != 0 || digits.Length / 2 > field.Capacity)
        {
            return false;
        }

        for (var i = 0; i < digits.Length / 2; i++)
        {
            if (!NumberText.TryDigit(digits[2 * i], 16, out var high) || !NumberText.TryDigit(digits[(2 * i) + 1], 16, out var low))
            {
                return false;
            }

            target[i] = (byte)((high << 4) | low);
        }

        SetCount(in field, digits.Length / 2, payload);
        return true;
    }

    private static void SetCount(in HandlerField field, int count, scoped Span<byte> payload)
    {
        if (field.LengthOffset >= 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(payload.Slice(field.LengthOffset, LengthSize), (uint)count);
        }
    }

    private static bool Expect(in HandlerField field, in Word word, scoped ref Utf8Writer problem)
    {
        problem.Write(field.Name);
        problem.Write(": \""u8);
        problem.Write(word.Text[..Math.Min(word.Text.Length, 40)]);
        problem.Write(word.Text.Length > 40 ? "…"u8 : default);
        problem.Write("\" is not "u8);
        FieldText.WriteExpectation(ref problem, in field);
        return false;
    }
}
