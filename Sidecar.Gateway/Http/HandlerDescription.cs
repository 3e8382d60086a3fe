using System.Collections.Generic;
using System.Text.Json;
using Sidecar.Gateway.Handlers;

namespace Sidecar.Gateway.Http;

/// <summary>A handler as <c>GET /handlers</c> shows it.</summary>
internal static class HandlerDescription
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, HandlerInfo handler)
    {
        json.WriteStartObject();
        json.WriteString("name", handler.Name);
        json.WriteNumber("number", handler.Number);
        json.WriteString("summary", handler.Summary);
        Fields(json, "request", handler.Request);
        Fields(json, "response", handler.Response);
        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, string name, IReadOnlyList<PayloadField> fields)
    {
        json.WriteStartArray(name);
        foreach (var field in fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("type", field.TypeName);
            if (field.IsList || field.IsBytes)
            {
                json.WriteBoolean("list", field.IsList);
                json.WriteNumber("capacity", field.Capacity);
                json.WriteBoolean("counted", field.IsCounted);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
