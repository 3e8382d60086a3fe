using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sidecar.Gateway.Http;

/// <summary>Routes that only read. HTTP wants HEAD wherever GET is, and programs that watch a server ask by it; the server itself leaves out the body.</summary>
internal static class Reads
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds a route for both.</summary>
    public static void MapRead(this IEndpointRouteBuilder routes, string pattern, RequestDelegate answer) => routes.MapMethods(pattern, Methods, answer);
}
