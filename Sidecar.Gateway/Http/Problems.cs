using System.Linq;
using Sidecar.Gateway.Handlers;
using Sidecar.Gateway.Payloads;

namespace Sidecar.Gateway.Http;

/// <summary>The errors that have nothing to do with a call's run.</summary>
internal static class Problems
{
    public static Problem BadRequest(string detail, string? field = null) => new(400, "bad-request", "The request cannot be read", detail) { Field = field };

    public static Problem BadRequest(PayloadProblem problem) => BadRequest(problem.Detail, problem.Field);

    public static Problem CrossSite() => new(403, "cross-site", "Pages of other sites may not do this", "The browser says that a page of another site sent this; send it from the gateway's own page, or without a browser");

    public static Problem UnknownHandler(string name, HandlerDirectory directory)
        => new(404, "unknown-handler", "There is no such handler", $"{FieldText.Shown(name)} is no handler; there are {string.Join(", ", directory.Handlers.Select(handler => handler.Name))}");

    public static Problem UnknownVp(string vp, GatewayApp gateway)
        => new(404, "unknown-vp", "There is no such VP", $"{FieldText.Shown(vp)} is no VP; there are {VpsOf(gateway)}");

    public static Problem NotFound(string path) => new(404, "not-found", "There is nothing here", $"{FieldText.Shown(path)} is nothing here; /, /handlers, /vps, /metrics, /events, /openapi.json and /healthz are");

    public static Problem WrongMethod(string method, string path, string allowed)
        => new(405, "wrong-method", "This takes another method", $"{path} does not take {FieldText.Shown(method)}; {allowed} would do");

    public static Problem TooLarge(int size) => new(413, "too-large", "The body is too large", $"The body has more than {size} bytes; a payload is at most 1024 bytes");

    public static Problem Internal(string what) => new(500, "internal", "The gateway failed", what);

    /// <summary>The VPs that there are, in words.</summary>
    public static string VpsOf(GatewayApp gateway)
        => string.Join(", ", gateway.Client.Nodes.Select(node => node.Count == 1 ? $"{node.BaseVp}" : $"{node.BaseVp} to {node.BaseVp + node.Count - 1}"));
}
