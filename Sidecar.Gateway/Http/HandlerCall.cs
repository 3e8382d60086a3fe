using System;
using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Sidecar.Gateway.Calls;
using Sidecar.Gateway.Handlers;
using Sidecar.Gateway.Payloads;
using Sidecar.Protocol.Pages;

namespace Sidecar.Gateway.Http;

/// <summary><c>POST /handlers/{name}</c>: from JSON to a command and back.</summary>
internal static class HandlerCall
{
    /// <summary>Header that names the VP that answered.</summary>
    public const string VpHeader = "Sidecar-Vp";

    private const int PayloadSize = SidecarLimits.RequestDataSize;

    /// <summary>Carries out the call, and counts it.</summary>
    public static async Task InvokeAsync(HttpContext context, GatewayApp gateway)
    {
        var start = Stopwatch.GetTimestamp();
        var name = (string)context.Request.RouteValues["name"]!;
        var isKnown = gateway.Directory.TryFind(name, out var handler);
        var status = StatusCodes.Status500InternalServerError;
        CallResult result = default;
        try
        {
            if (isKnown)
            {
                (status, result) = await CallAsync(context, handler!, gateway).ConfigureAwait(false);
            }
            else
            {
                status = StatusCodes.Status404NotFound;
                await Problems.UnknownHandler(name, gateway.Directory).SendAsync(context).ConfigureAwait(false);
            }
        }
        catch (BadHttpRequestException exception)
        {
            status = exception.StatusCode;
            throw;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            status = CallProblems.AbandonedStatus;
            throw;
        }
        finally
        {
            var time = Stopwatch.GetElapsedTime(start);
            gateway.Metrics.Add(handler, status, time);
            if (isKnown)
            {
                gateway.RecentCalls.Add(handler!.Name, result.Lane?.Vp.Index, status, time);
            }
        }
    }

    private static async Task<(int Status, CallResult Result)> CallAsync(HttpContext context, HandlerInfo handler, GatewayApp gateway)
    {
        if (!CallQuery.TryRead(context.Request, gateway.Options.TimeLimit, out var query, out var problem))
        {
            await problem.SendAsync(context).ConfigureAwait(false);
            return (problem.Status, default);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(2 * PayloadSize);
        try
        {
            var request = buffer.AsMemory(0, handler.RequestSize);
            var response = buffer.AsMemory(PayloadSize, handler.ResponseSize);
            var wrong = await RequestBody.ReadAsync(
                context.Request,
                (handler, request),
                static (body, state) => RequestReader.TryRead(state.handler, body.Span, state.request.Span, out var wrong) ? null : wrong).ConfigureAwait(false);
            if (wrong is not null)
            {
                await Problems.BadRequest(wrong).SendAsync(context).ConfigureAwait(false);
                return (StatusCodes.Status400BadRequest, default);
            }

            var result = await gateway.Dispatcher.CallAsync(handler, request, response, query.Target, query.Limit, context.RequestAborted).ConfigureAwait(false);
            return (await AnswerAsync(context, handler, result, response, query, gateway).ConfigureAwait(false), result);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> AnswerAsync(HttpContext context, HandlerInfo handler, CallResult result, ReadOnlyMemory<byte> response, CallQuery query, GatewayApp gateway)
    {
        if (result.Lane is { } lane)
        {
            context.Response.Headers[VpHeader] = lane.Vp.Index.ToString(CultureInfo.InvariantCulture);
        }

        if (result.End == CallEnd.Answered)
        {
            await JsonReply.SendAsync(
                context,
                StatusCodes.Status200OK,
                (handler, response, query.Form),
                static (json, state) => ResponseWriter.Write(json, state.handler.Response, state.response.Span, state.Form)).ConfigureAwait(false);
            return StatusCodes.Status200OK;
        }

        var problem = CallProblems.Of(result, handler, response, query, gateway);
        await problem.SendAsync(context).ConfigureAwait(false);
        return problem.Status;
    }
}
