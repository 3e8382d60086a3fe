using System.Text.Json;

namespace Sidecar.Gateway.OpenApi;

/// <summary>The paths that are there whatever handlers there are.</summary>
internal static class OpenApiFixedPaths
{
    /// <summary>Writes them.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        Path(json, "/", "get", "page", "The status page.", "text/html");
        Path(json, "/handlers", "get", "list-handlers", "All handlers with the fields of their requests and responses.");
        Path(json, "/vps", "get", "list-vps", "All VPs: CPU, node, state, requests, errors, last handler.");
        Path(json, "/vps/{vp}", "get", "get-vp", "One VP.", hasVp: true);
        Path(json, "/vps/{vp}/convert", "post", "convert-vp", "Gives the VP's CPU to Linux. What runs on it is stopped.", hasVp: true);
        Path(json, "/vps/{vp}/give-back", "post", "give-back-vp", "Gives the CPU back to the sidecar, with handler state that begins anew.", hasVp: true);
        Path(json, "/events", "get", "events", "How things are, once a second, as Server-Sent Events.", "text/event-stream");
        Path(json, "/metrics", "get", "metrics", "Counts in Prometheus' text format.", "text/plain");
        Path(json, "/healthz", "get", "health", "200 while any VP takes calls, else 503.", "text/plain", unavailable: "No VP takes calls.");
    }

    /// <summary>Writes one operation of a path.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="method">In lower case.</param>
    /// <param name="id">Its name in programs made from the document.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="mediaType">Of the answer.</param>
    /// <param name="hasVp">Whether the path names a VP.</param>
    /// <param name="unavailable">What 503 means, if it is an answer.</param>
    public static void Operation(Utf8JsonWriter json, string method, string id, string summary, string mediaType = "application/json", bool hasVp = false, string? unavailable = null)
    {
        json.WriteStartObject(method);
        json.WriteString("operationId", id);
        json.WriteString("summary", summary);
        if (hasVp)
        {
            VpParameter(json);
        }

        json.WriteStartObject("responses");
        Response(json, "200", "Done.", mediaType);
        if (unavailable is not null)
        {
            Response(json, "503", unavailable, mediaType);
        }

        if (hasVp)
        {
            json.WriteStartObject("default");
            json.WriteString("description", "It did not work.");
            OpenApiParts.Content(json, Http.Problem.ContentType, "#/components/schemas/problem");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Path(Utf8JsonWriter json, string path, string method, string id, string summary, string mediaType = "application/json", bool hasVp = false, string? unavailable = null)
    {
        json.WriteStartObject(path);
        Operation(json, method, id, summary, mediaType, hasVp, unavailable);
        json.WriteEndObject();
    }

    private static void Response(Utf8JsonWriter json, string status, string description, string mediaType)
    {
        json.WriteStartObject(status);
        json.WriteString("description", description);
        json.WriteStartObject("content");
        json.WriteStartObject(mediaType);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void VpParameter(Utf8JsonWriter json)
    {
        json.WriteStartArray("parameters");
        json.WriteStartObject();
        json.WriteString("name", "vp");
        json.WriteString("in", "path");
        json.WriteBoolean("required", true);
        json.WriteStartObject("schema");
        json.WriteString("type", "integer");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
