using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using Sidecar.Gateway.Handlers;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Gateway.OpenApi;

/// <summary>The JSON schema of a request or response.</summary>
internal static class OpenApiSchema
{
    /// <summary>Writes it as a property of the object that the writer is in.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">The property.</param>
    /// <param name="fields">The fields, all of which are required.</param>
    /// <param name="isRequest">Whether what the gateway takes but does not give is part of it.</param>
    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<PayloadField> fields, bool isRequest)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var field in fields)
        {
            json.WriteStartObject(field.Name);
            if (field.IsList)
            {
                List(json, field, isRequest);
            }
            else
            {
                Element(json, field, isRequest);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach (var field in fields)
        {
            json.WriteStringValue(field.Name);
        }

        json.WriteEndArray();
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, PayloadField field, bool isRequest)
    {
        json.WriteString("type", "array");
        json.WriteNumber("maxItems", field.Capacity);
        if (!isRequest && !field.IsCounted)
        {
            json.WriteNumber("minItems", field.Capacity);
        }

        json.WriteStartObject("items");
        Element(json, field, isRequest);
        json.WriteEndObject();
    }

    private static void Element(Utf8JsonWriter json, PayloadField field, bool isRequest)
    {
        switch (field.Kind)
        {
            case FieldKind.Boolean:
                json.WriteString("type", "boolean");
                break;

            case FieldKind.Bytes:
                json.WriteStartArray("oneOf");
                Text(json, string.Create(CultureInfo.InvariantCulture, $"Text of at most {field.Capacity} bytes in UTF-8."));
                Encoded(json, "base64");
                Encoded(json, "hex");
                json.WriteEndArray();
                break;

            case FieldKind.Float:
                json.WriteStartArray("oneOf");
                json.WriteStartObject();
                json.WriteString("type", "number");
                json.WriteString("format", field.ElementSize == sizeof(float) ? "float" : "double");
                json.WriteEndObject();
                Text(json, "NaN, Infinity, -Infinity, or the bits after 0x.");
                json.WriteEndArray();
                break;

            case FieldKind.Signed or FieldKind.Unsigned when isRequest:
                json.WriteStartArray("oneOf");
                json.WriteStartObject();
                Integer(json, field);
                json.WriteEndObject();
                Text(json, "The same in quotes, decimal or 0x and hexadecimal: for numbers that a program cannot write exactly.");
                json.WriteEndArray();
                break;

            default:
                Integer(json, field);
                break;
        }
    }

    private static void Integer(Utf8JsonWriter json, PayloadField field)
    {
        json.WriteString("type", "integer");
        json.WriteString("format", field.TypeName);
        json.WriteNumber("minimum", field.Minimum);
        json.WriteNumber("maximum", field.Maximum);
    }

    private static void Text(Utf8JsonWriter json, string description)
    {
        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteString("description", description);
        json.WriteEndObject();
    }

    private static void Encoded(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        json.WriteStartObject(name);
        json.WriteString("type", "string");
        json.WriteString("contentEncoding", name == "hex" ? "base16" : name);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("required");
        json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }
}
