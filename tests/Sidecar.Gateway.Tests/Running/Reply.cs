using System.Linq;
using System.Net.Http;
using System.Text.Json;
using Shouldly;

namespace Sidecar.Gateway.Tests.Running;

/// <summary>What the gateway answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">The body.</param>
/// <param name="Message">Headers.</param>
internal sealed record Reply(int Status, string Text, HttpResponseMessage Message)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The VP that answered.</summary>
    public uint? Vp => Message.Headers.TryGetValues("Sidecar-Vp", out var values) ? uint.Parse(values.Single()) : null;

    /// <summary>Checks that it is a problem, in full.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">End of its type.</param>
    /// <param name="detail">What its detail has to contain.</param>
    public Reply ShouldBeProblem(int status, string code, string detail)
    {
        Status.ShouldBe(status, Text);
        Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        Json.GetProperty("type").GetString().ShouldBe("urn:sidecar:problem:" + code);
        Json.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        Json.GetProperty("status").GetInt32().ShouldBe(status);
        Json.GetProperty("detail").GetString()!.ShouldContain(detail, Case.Sensitive);
        return this;
    }

    /// <summary>Checks that it is an answer, and which.</summary>
    public Reply ShouldBe(string json)
    {
        Status.ShouldBe(200, Text);
        Text.ShouldBe(json);
        return this;
    }
}
