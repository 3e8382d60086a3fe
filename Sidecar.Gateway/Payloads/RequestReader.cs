using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Sidecar.Gateway.Handlers;

namespace Sidecar.Gateway.Payloads;

/// <summary>
/// Reads a handler's request from a JSON object by the names of its fields. Every field has to be there, and none but these; fields that count others' elements are filled in, and whatever an
/// array or text leaves of its field is zero.
/// </summary>
internal static class RequestReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 8 };

    /// <summary>Reads a request.</summary>
    /// <param name="handler">Whose.</param>
    /// <param name="json">The body. None at all is as good as <c>{}</c>.</param>
    /// <param name="payload">Where to: <see cref="HandlerInfo.RequestSize"/> bytes, cleared first.</param>
    /// <param name="problem">What is wrong, when it is false.</param>
    public static bool TryRead(HandlerInfo handler, ReadOnlySpan<byte> json, Span<byte> payload, [NotNullWhen(false)] out PayloadProblem? problem)
    {
        payload.Clear();
        try
        {
            problem = Read(handler, json.IsEmpty ? "{}"u8 : json, payload);
        }
        catch (JsonException exception)
        {
            // Its message ends with line and position.
            problem = new PayloadProblem(null, $"the body is no JSON: {FirstSentence(exception.Message)} (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})");
        }
        catch (InvalidOperationException)
        {
            problem = new PayloadProblem(null, "the body has text that is not valid UTF-8, or half of a surrogate pair; text in UTF-8 would do");
        }

        return problem is null;
    }

    private static PayloadProblem? Read(HandlerInfo handler, ReadOnlySpan<byte> json, Span<byte> payload)
    {
        var reader = new Utf8JsonReader(json, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return new PayloadProblem(null, $"the body is {Word(reader.TokenType)}; an object with {FieldsOf(handler)} would do");
        }

        Span<bool> seen = stackalloc bool[handler.Request.Count];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOf(handler.Request, ref reader);
            if (index < 0)
            {
                var name = reader.GetString()!;
                return new PayloadProblem(FieldText.Shown(name), $"{FieldText.Shown(name)} is no field of {handler.Name}'s request; it has {FieldsOf(handler)}");
            }

            var field = handler.Request[index];
            if (seen[index])
            {
                return new PayloadProblem(field.Name, $"{field.Name} is there twice; once would do");
            }

            seen[index] = true;
            if (ReadField(ref reader, field, payload) is { } problem)
            {
                return problem;
            }
        }

        // What follows the object is an error of the reader's own.
        while (reader.Read())
        {
        }

        var missing = seen.IndexOf(false);
        return missing < 0 ? null : new PayloadProblem(handler.Request[missing].Name, $"{handler.Request[missing].Name} is missing: {FieldText.Whole(handler.Request[missing])}");
    }

    private static PayloadProblem? ReadField(ref Utf8JsonReader reader, PayloadField field, Span<byte> payload)
    {
        reader.Read();
        if (field.IsList)
        {
            return ReadList(ref reader, field, payload);
        }

        var start = reader;
        var length = 0;
        if (!(field.IsBytes ? BytesReader.TryRead(ref reader, field, payload, out length) : ElementReader.TryRead(ref reader, field, 0, payload)))
        {
            return Wrong(field, field.Name, ref start, FieldText.Element(field));
        }

        SetCount(field, length, payload);
        return null;
    }

    private static PayloadProblem? ReadList(ref Utf8JsonReader reader, PayloadField field, Span<byte> payload)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Wrong(field, field.Name, ref reader, FieldText.Whole(field));
        }

        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == field.Capacity)
            {
                return new PayloadProblem(field.Name, string.Create(CultureInfo.InvariantCulture, $"{field.Name} has more than {field.Capacity} values; at most {field.Capacity} would do"));
            }

            if (!ElementReader.TryRead(ref reader, field, count, payload))
            {
                return Wrong(field, string.Create(CultureInfo.InvariantCulture, $"{field.Name}[{count}]"), ref reader, FieldText.Element(field));
            }

            count++;
        }

        SetCount(field, count, payload);
        return null;
    }

    private static PayloadProblem Wrong(PayloadField field, string what, ref Utf8JsonReader reader, string wanted)
    {
        var value = reader.TokenType switch
        {
            JsonTokenType.String => $"\"{FieldText.Shown(reader.GetString())}\"",
            JsonTokenType.Number => FieldText.Shown(Encoding.UTF8.GetString(reader.ValueSpan)),
            _ => Word(reader.TokenType),
        };
        return new PayloadProblem(field.Name, $"{what} is {value}; {wanted} would do");
    }

    private static void SetCount(PayloadField field, int count, Span<byte> payload)
    {
        if (field.IsCounted)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(payload[field.LengthOffset..], (uint)count);
        }
    }

    private static int IndexOf(IReadOnlyList<PayloadField> fields, ref Utf8JsonReader reader)
    {
        for (var index = 0; index < fields.Count; index++)
        {
            if (reader.ValueTextEquals(fields[index].Utf8Name))
            {
                return index;
            }
        }

        return -1;
    }

    private static string FieldsOf(HandlerInfo handler) => handler.Request.Count == 0 ? "no field" : string.Join(", ", handler.Request.Select(field => field.Name));

    private static string Word(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}
