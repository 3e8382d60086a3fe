using System;
using System.Buffers;
using System.Text.Json;
using Sidecar.Gateway.Handlers;

namespace Sidecar.Gateway.Payloads;

/// <summary>Reads a field of bytes: a JSON string is its text in UTF-8, whatever it looks like; an object says base64 or hexadecimal digits.</summary>
internal static class BytesReader
{
    /// <summary>Reads the value that the reader is at. False when it is not what the field takes; the reader is then anywhere in it.</summary>
    /// <param name="reader">At the first token of the value; afterwards at its last.</param>
    /// <param name="field">The field.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="length">Bytes that were read.</param>
    public static bool TryRead(ref Utf8JsonReader reader, PayloadField field, Span<byte> payload, out int length)
    {
        length = 0;
        var target = payload.Slice(field.Offset, field.Capacity);
        if (reader.TokenType == JsonTokenType.String)
        {
            return TryReadText(ref reader, target, out length);
        }

        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        var isBase64 = reader.ValueTextEquals("base64"u8);
        return (isBase64 || reader.ValueTextEquals("hex"u8))
            && reader.Read() && reader.TokenType == JsonTokenType.String
            && (isBase64 ? TryReadBase64(ref reader, target, out length) : TryReadHex(ref reader, target, out length))
            && reader.Read() && reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryReadText(ref Utf8JsonReader reader, Span<byte> target, out int length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length + 1);
        length = reader.CopyString(buffer);
        var fits = length <= target.Length;
        if (fits)
        {
            buffer.AsSpan(0, length).CopyTo(target);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return fits;
    }

    private static bool TryReadBase64(ref Utf8JsonReader reader, Span<byte> target, out int length)
    {
        var isRead = reader.TryGetBytesFromBase64(out var bytes) && bytes.Length <= target.Length;
        length = isRead ? bytes!.Length : 0;
        if (isRead)
        {
            bytes.CopyTo(target);
        }

        return isRead;
    }

    private static bool TryReadHex(ref Utf8JsonReader reader, Span<byte> target, out int length)
    {
        var text = reader.GetString()!;
        return Convert.FromHexString(text, target, out _, out length) == OperationStatus.Done;
    }
}
