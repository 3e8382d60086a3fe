using System;
using System.Buffers.Binary;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Arguments;

/// <summary>Writes a field of a payload so that <see cref="FieldParser"/> reads it back.</summary>
public static class FieldFormatter
{
    /// <summary>Writes the value; a list with commas, an empty list or no bytes as <c>""</c>.</summary>
    public static void Write(scoped ref Utf8Writer text, in HandlerField field, scoped ReadOnlySpan<byte> payload)
    {
        var count = CountOf(in field, payload);
        if (field.Kind == FieldKind.Bytes)
        {
            WriteBytes(ref text, payload.Slice(field.Offset, count), isWhole: field.LengthOffset < 0);
            return;
        }

        if (count == 0)
        {
            text.Write("\"\""u8);
        }

        for (var i = 0; i < count; i++)
        {
            if (i != 0)
            {
                text.Write((byte)',');
            }

            WriteElement(ref text, in field, payload.Slice(field.Offset + (i * field.ElementSize), field.ElementSize));
        }
    }

    /// <summary>Elements in use. The count comes from the other side, so it is cut to what there is room for.</summary>
    private static int CountOf(in HandlerField field, scoped ReadOnlySpan<byte> payload)
        => field.LengthOffset < 0 ? field.Capacity
            : (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(payload[field.LengthOffset..]), (uint)field.Capacity);

    private static void WriteElement(scoped ref Utf8Writer text, in HandlerField field, scoped ReadOnlySpan<byte> element)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        element.CopyTo(bytes);
        var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        switch (field.Kind)
        {
            case FieldKind.Boolean:
                text.Write(value != 0 ? "true"u8 : "false"u8);
                break;

            case FieldKind.Float:
                text.WriteHex(value);
                break;

            case FieldKind.Signed when value >> ((8 * field.ElementSize) - 1) != 0:
                text.Write((byte)'-');
                text.WriteDecimal((unchecked(0 - value) << (64 - (8 * field.ElementSize))) >> (64 - (8 * field.ElementSize)));
                break;

            default:
                text.WriteDecimal(value);
                break;
        }
    }

    /// <summary>As text when all of it can be typed as text, else in hexadecimal. A field of fixed size is whole: text shorter than it would say less.</summary>
    private static void WriteBytes(scoped ref Utf8Writer text, scoped ReadOnlySpan<byte> bytes, bool isWhole)
    {
        var isText = !isWhole || !bytes.IsEmpty;
        foreach (var value in bytes)
        {
            isText &= value is >= (byte)' ' and < 0x7f and not (byte)'"';
        }

        if (isText)
        {
            text.Write((byte)'"');
            text.Write(bytes);
            text.Write((byte)'"');
            return;
        }

        text.Write("0x"u8);
        foreach (var value in bytes)
        {
            text.Write("0123456789abcdef"u8[value >> 4]);
            text.Write("0123456789abcdef"u8[value & 15]);
        }
    }
}
