using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Gateway.Http;

/// <summary>What all requests pass: pages of other sites change nothing, errors are problem details, a failure of the gateway's own ends one request and no more.</summary>
/// <param name="gateway">The gateway.</param>
internal sealed class RequestGuard(GatewayApp gateway)
{
    /// <summary>Carries a request out.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var start = Stopwatch.GetTimestamp();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await GuardAsync(context, next).ConfigureAwait(false);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // Nobody is there to answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var problem = exception is BadHttpRequestException bad
                ? bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? Problems.TooLarge(gateway.Options.MaxBodySize) : Problems.BadRequest(bad.Message)
                : Problems.Internal(exception.Message);
            if (problem.Status >= StatusCodes.Status500InternalServerError)
            {
                Console.Error.WriteLine($"sidecar-gateway: {context.Request.Method} {context.Request.Path}: {exception}");
            }

            await problem.SendAsync(context).ConfigureAwait(false);
        }

        if (gateway.Options.Log)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{context.Request.Method} {context.Request.Path} {context.Response.StatusCode} {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms"));
        }
    }

    private Task GuardAsync(HttpContext context, RequestDelegate next)
        => HttpMethods.IsPost(context.Request.Method) && IsCrossSite(context.Request) ? Problems.CrossSite().SendAsync(context) : FinishAsync(context, next);

    private static async Task FinishAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        var response = context.Response;
        if (!response.HasStarted && response.ContentLength is null && response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed)
        {
            var problem = response.StatusCode == StatusCodes.Status404NotFound
                ? Problems.NotFound(context.Request.Path)
                : Problems.WrongMethod(context.Request.Method, context.Request.Path, response.Headers.Allow.ToString());
            await problem.SendAsync(context).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a browser says that another site's page is behind a request. A program says nothing of the kind.</summary>
    private bool IsCrossSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return (site.Length > 0 && site is not ("same-origin" or "none"))
            || (origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
            || (site.Length + origin.Length > 0 && !IsOwnName(request.Host.Host));
    }

    /// <summary>
    /// Whether a name can only be this gateway's. Whoever owns another one may have it lead to a page first and to this gateway afterwards, and the browser takes both for one site (DNS rebinding); with an
    /// address there is nothing to resolve.
    /// </summary>
    private bool IsOwnName(string host)
        => IPAddress.TryParse(host, out _)
            || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || Array.Exists(gateway.Options.Hosts, name => name.Equals(host, StringComparison.OrdinalIgnoreCase));
}
