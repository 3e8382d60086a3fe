using System.Text.Json;
using Sidecar.Gateway.Handlers;

namespace Sidecar.Gateway.OpenApi;

/// <summary>The OpenAPI 3.1 document: every handler with the schemas of its request and response, from the same descriptions that read and write them.</summary>
internal static class OpenApiDocument
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, HandlerDirectory directory)
    {
        json.WriteStartObject();
        json.WriteString("openapi", "3.1.0");
        json.WriteStartObject("info");
        json.WriteString("title", "Sidecar gateway");
        json.WriteString("version", "1");
        json.WriteString("description", "Command handlers on the sidecar's VPs, called by HTTP.");
        json.WriteEndObject();
        OpenApiParts.WriteAccess(json);
        json.WriteStartObject("paths");
        foreach (var handler in directory.Handlers)
        {
            HandlerPath(json, handler);
        }

        OpenApiFixedPaths.Write(json);
        json.WriteEndObject();
        json.WriteStartObject("components");
        OpenApiParts.WriteParameters(json);
        OpenApiParts.WriteResponses(json);
        json.WriteStartObject("schemas");
        foreach (var handler in directory.Handlers)
        {
            OpenApiSchema.Write(json, SchemaName(handler, "request"), handler.Request, isRequest: true);
            OpenApiSchema.Write(json, SchemaName(handler, "response"), handler.Response, isRequest: false);
        }

        OpenApiParts.WriteSchemas(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void HandlerPath(Utf8JsonWriter json, HandlerInfo handler)
    {
        json.WriteStartObject("/handlers/" + handler.Name);
        OpenApiFixedPaths.Operation(json, "get", "describe-" + handler.Name, "The handler with the fields of its request and response.");
        json.WriteStartObject("post");
        json.WriteString("operationId", handler.Name);
        if (handler.Summary.Length > 0)
        {
            json.WriteString("summary", handler.Summary);
        }

        json.WriteStartArray("tags");
        json.WriteStringValue("handlers");
        json.WriteEndArray();
        json.WriteStartArray("parameters");
        foreach (var parameter in OpenApiParts.CallParameters)
        {
            Reference(json, "#/components/parameters/" + parameter);
        }

        json.WriteEndArray();
        json.WriteStartObject("requestBody");
        json.WriteBoolean("required", handler.Request.Count > 0);
        OpenApiParts.Content(json, "application/json", SchemaReference(handler, "request"));
        json.WriteEndObject();
        json.WriteStartObject("responses");
        json.WriteStartObject("200");
        json.WriteString("description", "The handler's response.");
        json.WriteStartObject("headers");
        json.WriteStartObject("Sidecar-Vp");
        json.WriteString("description", "The VP that answered.");
        json.WriteStartObject("schema");
        json.WriteString("type", "integer");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        OpenApiParts.Content(json, "application/json", SchemaReference(handler, "response"));
        json.WriteEndObject();
        OpenApiParts.WriteCallErrors(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string SchemaName(HandlerInfo handler, string part) => $"{handler.Name}-{part}";

    private static string SchemaReference(HandlerInfo handler, string part) => "#/components/schemas/" + SchemaName(handler, part);

    private static void Reference(Utf8JsonWriter json, string target)
    {
        json.WriteStartObject();
        json.WriteString("$ref", target);
        json.WriteEndObject();
    }
}
