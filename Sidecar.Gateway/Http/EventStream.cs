using System;
using System.Buffers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Gateway.Http;

/// <summary><c>GET /events</c>: once a second how things are, as Server-Sent Events, for the page. Nothing is looked at while nobody listens.</summary>
internal static class EventStream
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Sends events until the caller goes or the gateway ends.</summary>
    public static async Task SendAsync(HttpContext context, GatewayApp gateway)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, gateway.Shutdown);
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                Write(context.Response.BodyWriter, gateway);
                await context.Response.BodyWriter.FlushAsync(end.Token).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(end.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static void Write(IBufferWriter<byte> body, GatewayApp gateway)
    {
        body.Write("data: "u8);
        body.Write(JsonReply.Write(gateway, WriteStatus));
        body.Write("\n\n"u8);
    }

    private static void WriteStatus(Utf8JsonWriter json, GatewayApp gateway)
    {
        json.WriteStartObject();
        // For the rate: events may come late and then two at once, and the time between them is no measure.
        json.WriteNumber("milliseconds", Environment.TickCount64);
        json.WriteNumber("requests", gateway.Metrics.Total);
        json.WriteNumber("queue", gateway.Pool.QueueLength);
        json.WritePropertyName("vps");
        VpList.Write(json, gateway);
        json.WriteStartArray("calls");
        foreach (var call in gateway.RecentCalls.Snapshot())
        {
            json.WriteStartObject();
            json.WriteNumber("number", call.Number);
            json.WriteString("handler", call.Handler);
            if (call.Vp is { } vp)
            {
                json.WriteNumber("vp", vp);
            }

            json.WriteNumber("status", call.Status);
            json.WriteNumber("milliseconds", Math.Round(call.Time.TotalMilliseconds, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
