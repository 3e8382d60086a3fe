using System.IO;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sidecar.Gateway.Metrics;
using Sidecar.Gateway.OpenApi;

namespace Sidecar.Gateway.Http;

/// <summary>What is about the gateway itself: the page, events for it, metrics, the OpenAPI document, health.</summary>
internal static class StatusRoutes
{
    private const string PageName = "index.html";

    // The page's own script and style are inline; nothing else is loaded, from anywhere, and nobody frames it.
    private const string PagePolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, GatewayApp gateway)
    {
        var page = ReadPage();
        routes.MapRead("/", context =>
        {
            context.Response.Headers.ContentSecurityPolicy = PagePolicy;
            return SendAsync(context, "text/html; charset=utf-8", page);
        });
        routes.MapRead("/events", context => EventStream.SendAsync(context, gateway));
        routes.MapRead("/metrics", context => SendAsync(context, PrometheusText.ContentType, Encoding.UTF8.GetBytes(PrometheusText.Write(gateway.Metrics, gateway.Pool, gateway.Client.Nodes.Count))));
        routes.MapRead("/openapi.json", context => JsonReply.SendAsync(context, StatusCodes.Status200OK, gateway.Directory, OpenApiDocument.Write));
        routes.MapRead("/healthz", context =>
        {
            context.Response.StatusCode = gateway.Pool.AnyServes ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return SendAsync(context, "text/plain; charset=utf-8", gateway.Pool.AnyServes ? "ok\n"u8.ToArray() : "no VP serves\n"u8.ToArray());
        });
    }

    private static async Task SendAsync(HttpContext context, string contentType, byte[] content)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = content.Length;
        await context.Response.BodyWriter.WriteAsync(content).ConfigureAwait(false);
    }

    private static byte[] ReadPage()
    {
        using var stream = typeof(StatusRoutes).Assembly.GetManifestResourceStream(PageName)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
