using System;
using System.Text.Json;
using Sidecar.Gateway.Http;

namespace Sidecar.Gateway.OpenApi;

/// <summary>What the handlers' descriptions share: parameters, errors, the problem's schema.</summary>
internal static class OpenApiParts
{
    private static readonly string[] Parameters = ["vp", "key", "timeout", "bytes"];

    private static readonly (string Status, string Description)[] Errors =
    [
        ("400", "The body or the query cannot be read; field names what is wrong."),
        ("403", "A browser says that another site's page sent it."),
        ("409", "The VP that vp names is not the sidecar's."),
        ("413", "The body is too large."),
        ("422", "The handler failed; detail has its words."),
        ("502", "The VP failed."),
        ("503", "All VPs are busy, none serves, the VP's CPU was given to Linux, or the gateway ends; Retry-After says when another try may do."),
        ("504", "The time was up and the command was stopped; response is what it had by then, if it stopped."),
    ];

    /// <summary>Names of a call's parameters.</summary>
    public static ReadOnlySpan<string> CallParameters => Parameters;

    /// <summary>Writes <c>content</c> of one media type.</summary>
    public static void Content(Utf8JsonWriter json, string mediaType, string schema)
    {
        json.WriteStartObject("content");
        json.WriteStartObject(mediaType);
        json.WriteStartObject("schema");
        json.WriteString("$ref", schema);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a call's errors, as references.</summary>
    public static void WriteCallErrors(Utf8JsonWriter json)
    {
        foreach (var (status, _) in Errors)
        {
            json.WriteStartObject(status);
            json.WriteString("$ref", "#/components/responses/" + status);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes where the gateway is and what it asks for: where the document came from, and nothing.</summary>
    public static void WriteAccess(Utf8JsonWriter json)
    {
        json.WriteStartArray("servers");
        json.WriteStartObject();
        json.WriteString("url", "/");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("security");
        json.WriteEndArray();
    }

    /// <summary>Writes the parameters.</summary>
    public static void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartObject("parameters");
        Parameter(json, "vp", "The VP that gets the call.", "integer");
        Parameter(json, "key", "Calls with the same key go to the same VP, and find the state that handlers keep there.", "string");
        Parameter(json, "timeout", "Seconds that the call may take; not more than the gateway's own limit.", "number");
        Parameter(json, "bytes", "How bytes of the response are written; auto is text where their number is counted and they are text, else base64.", "string", "auto", "text", "base64", "hex");
        json.WriteEndObject();
    }

    /// <summary>Writes the errors.</summary>
    public static void WriteResponses(Utf8JsonWriter json)
    {
        json.WriteStartObject("responses");
        foreach (var (status, description) in Errors)
        {
            json.WriteStartObject(status);
            json.WriteString("description", description);
            Content(json, Problem.ContentType, "#/components/schemas/problem");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the schemas that are no handler's.</summary>
    public static void WriteSchemas(Utf8JsonWriter json)
    {
        json.WriteStartObject("problem");
        json.WriteString("type", "object");
        json.WriteString("description", "Problem details (RFC 9457).");
        json.WriteStartObject("properties");
        foreach (var (name, type) in new[] { ("type", "string"), ("title", "string"), ("status", "integer"), ("detail", "string"), ("field", "string"), ("vp", "integer"), ("response", "object") })
        {
            json.WriteStartObject(name);
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Parameter(Utf8JsonWriter json, string name, string description, string type, params ReadOnlySpan<string> values)
    {
        json.WriteStartObject(name);
        json.WriteString("name", name);
        json.WriteString("in", "query");
        json.WriteString("description", description);
        json.WriteStartObject("schema");
        json.WriteString("type", type);
        if (!values.IsEmpty)
        {
            json.WriteStartArray("enum");
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
