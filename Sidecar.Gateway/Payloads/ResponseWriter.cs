using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Sidecar.Gateway.Handlers;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Gateway.Payloads;

/// <summary>Writes a payload as a JSON object, in the form that <see cref="RequestReader"/> reads. The payload may hold anything: a count beyond its array is cut to the array.</summary>
internal static class ResponseWriter
{
    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="fields">What the payload has.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="form">How bytes are written.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<PayloadField> fields, ReadOnlySpan<byte> payload, BytesForm form)
    {
        json.WriteStartObject();
        foreach (var field in fields)
        {
            json.WritePropertyName(field.Utf8Name);
            var count = CountOf(field, payload);
            if (field.IsBytes)
            {
                WriteBytes(json, field, payload.Slice(field.Offset, count), form);
            }
            else if (field.IsList)
            {
                json.WriteStartArray();
                for (var index = 0; index < count; index++)
                {
                    WriteElement(json, field, index, payload);
                }

                json.WriteEndArray();
            }
            else
            {
                WriteElement(json, field, 0, payload);
            }
        }

        json.WriteEndObject();
    }

    private static int CountOf(PayloadField field, ReadOnlySpan<byte> payload)
        => field.IsCounted ? (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(payload[field.LengthOffset..]), (uint)field.Capacity) : field.Capacity;

    private static void WriteElement(Utf8JsonWriter json, PayloadField field, int index, ReadOnlySpan<byte> payload)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        payload.Slice(field.Offset + (index * field.ElementSize), field.ElementSize).CopyTo(bytes);
        var bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        switch (field.Kind)
        {
            case FieldKind.Boolean:
                json.WriteBooleanValue(bits != 0);
                break;

            case FieldKind.Signed:
                var shift = 64 - (8 * field.ElementSize);
                json.WriteNumberValue((long)(bits << shift) >> shift);
                break;

            case FieldKind.Float:
                WriteFloat(json, field.ElementSize, bits);
                break;

            default:
                json.WriteNumberValue(bits);
                break;
        }
    }

    private static void WriteFloat(Utf8JsonWriter json, int size, ulong bits)
    {
        var single = BitConverter.UInt32BitsToSingle((uint)bits);
        var value = size == sizeof(float) ? single : BitConverter.UInt64BitsToDouble(bits);
        if (!double.IsFinite(value))
        {
            json.WriteStringValue(FloatText.NameOf(value, bits, size) ?? string.Create(CultureInfo.InvariantCulture, $"0x{bits:x}"));
        }
        else if (size == sizeof(float))
        {
            json.WriteNumberValue(single);
        }
        else
        {
            json.WriteNumberValue(value);
        }
    }

    private static void WriteBytes(Utf8JsonWriter json, PayloadField field, ReadOnlySpan<byte> bytes, BytesForm form)
    {
        var text = form == BytesForm.Text && !field.IsCounted ? bytes.TrimEnd((byte)0) : bytes;
        if ((form == BytesForm.Text || (form == BytesForm.Auto && field.IsCounted)) && IsText(text))
        {
            json.WriteStringValue(text);
            return;
        }

        json.WriteStartObject();
        if (form == BytesForm.Hex)
        {
            json.WriteString("hex"u8, Convert.ToHexStringLower(bytes));
        }
        else
        {
            json.WriteBase64String("base64"u8, bytes);
        }

        json.WriteEndObject();
    }

    /// <summary>Whether bytes are UTF-8 without control characters but tab and line ends.</summary>
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or 0x7f)
            {
                return false;
            }
        }

        return Utf8.IsValid(bytes);
    }
}
