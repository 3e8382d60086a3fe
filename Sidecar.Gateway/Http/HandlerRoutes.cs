using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sidecar.Gateway.Handlers;

namespace Sidecar.Gateway.Http;

/// <summary>Handlers: which there are, and their calls.</summary>
internal static class HandlerRoutes
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, GatewayApp gateway)
    {
        routes.MapRead("/handlers", context => JsonReply.SendAsync(context, StatusCodes.Status200OK, gateway.Directory, WriteAll));
        routes.MapRead("/handlers/{name}", context => DescribeAsync(context, gateway));
        routes.MapPost("/handlers/{name}", context => HandlerCall.InvokeAsync(context, gateway));
    }

    private static Task DescribeAsync(HttpContext context, GatewayApp gateway)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        return gateway.Directory.TryFind(name, out var handler)
            ? JsonReply.SendAsync(context, StatusCodes.Status200OK, handler, HandlerDescription.Write)
            : Problems.UnknownHandler(name, gateway.Directory).SendAsync(context);
    }

    private static void WriteAll(Utf8JsonWriter json, HandlerDirectory directory)
    {
        json.WriteStartObject();
        json.WriteStartArray("handlers");
        foreach (var handler in directory.Handlers)
        {
            HandlerDescription.Write(json, handler);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
