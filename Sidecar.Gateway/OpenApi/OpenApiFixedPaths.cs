using System.Text.Json;

namespace Sidecar.Gateway.OpenApi;

/// <summary>The paths that are there whatever handlers there are.</summary>
internal static class OpenApiFixedPaths
{
    /// <summary>Writes them.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        Path(json, "/handlers", "get", "list-handlers", "All handlers with the fields of their requests and responses.");
        Path(json, "/vps", "get", "list-vps", "All VPs: CPU, node, state, requests, errors, last handler.");
        Path(json, "/vps/{vp}", "get", "get-vp", "One VP.", hasVp: true);
        Path(json, "/vps/{vp}/convert", "post", "convert-vp", "Gives the VP's CPU to Linux. What runs on it is stopped.", hasVp: true);
        Path(json, "/vps/{vp}/give-back", "post", "give-back-vp", "Gives the CPU back to the sidecar, with handler state that begins anew.", hasVp: true);
        Path(json, "/events", "get", "events", "How things are, once a second, as Server-Sent Events.", "text/event-stream");
        Path(json, "/metrics", "get", "metrics", "Counts in Prometheus' text format.", "text/plain");
        Path(json, "/healthz", "get", "health", "200 while any VP takes calls, else 503.", "text/plain");
    }

    private static void Path(Utf8JsonWriter json, string path, string method, string id, string summary, string mediaType = "application/json", bool hasVp = false)
    {
        json.WriteStartObject(path);
        json.WriteStartObject(method);
        json.WriteString("operationId", id);
        json.WriteString("summary", summary);
        if (hasVp)
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

        json.WriteStartObject("responses");
        json.WriteStartObject("200");
        json.WriteString("description", "Done.");
        json.WriteStartObject("content");
        json.WriteStartObject(mediaType);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        if (hasVp)
        {
            json.WriteStartObject("default");
            json.WriteString("description", "It did not work.");
            OpenApiParts.Content(json, Http.Problem.ContentType, "#/components/schemas/problem");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
