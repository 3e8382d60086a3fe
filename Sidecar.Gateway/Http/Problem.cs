using System;
using System.Globalization;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Gateway.Http;

/// <summary>An answer that is an error, as problem details (RFC 9457).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">What went wrong, as far as a program acts on it: the end of the problem's type.</param>
/// <param name="Title">The same for people, without what is special about this one.</param>
/// <param name="Detail">One sentence about this one.</param>
internal sealed record Problem(int Status, string Code, string Title, string Detail)
{
    /// <summary>What all types begin with.</summary>
    public const string TypePrefix = "urn:sidecar:problem:";

    /// <summary>The media type.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Seconds after which another try may do; 0 when time alone mends nothing.</summary>
    public int RetryAfter { get; init; }

    /// <summary>The field that is wrong.</summary>
    public string? Field { get; init; }

    /// <summary>The VP.</summary>
    public uint? Vp { get; init; }

    /// <summary>Writes further members, if there are any.</summary>
    public Action<Utf8JsonWriter>? More { get; init; }

    /// <summary>Sends it.</summary>
    public Task SendAsync(HttpContext context)
    {
        if (RetryAfter > 0)
        {
            context.Response.Headers.RetryAfter = RetryAfter.ToString(CultureInfo.InvariantCulture);
        }

        return JsonReply.SendAsync(context, Status, this, static (json, problem) => problem.Write(json), ContentType);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", TypePrefix + Code);
        json.WriteString("title", Title);
        json.WriteNumber("status", Status);
        json.WriteString("detail", Detail);
        if (Field is not null)
        {
            json.WriteString("field", Field);
        }

        if (Vp is { } vp)
        {
            json.WriteNumber("vp", vp);
        }

        More?.Invoke(json);
        json.WriteEndObject();
    }
}
