using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sidecar.Client;
using Sidecar.Gateway.Vps;

namespace Sidecar.Gateway.Http;

/// <summary>VPs: whose they are, and giving their CPUs to Linux and back.</summary>
internal static class VpRoutes
{
    private static readonly TimeSpan StopInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, GatewayApp gateway)
    {
        routes.MapRead("/vps", context => JsonReply.SendAsync(context, StatusCodes.Status200OK, gateway, static (json, all) =>
        {
            json.WriteStartObject();
            json.WritePropertyName("vps");
            VpList.Write(json, all);
            json.WriteEndObject();
        }));
        routes.MapRead("/vps/{vp}", context => WithVpAsync(context, gateway, lane => SendAsync(context, lane)));
        routes.MapPost("/vps/{vp}/convert", context => WithVpAsync(context, gateway, lane => ConvertAsync(context, gateway, lane)));
        routes.MapPost("/vps/{vp}/give-back", context => WithVpAsync(context, gateway, lane => GiveBackAsync(context, gateway, lane)));
    }

    private static Task WithVpAsync(HttpContext context, GatewayApp gateway, Func<VpLane, Task> action)
    {
        var text = (string)context.Request.RouteValues["vp"]!;
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            if (gateway.Pool.Find(index) is { } lane)
            {
                return action(lane);
            }

            foreach (var node in gateway.Client.Nodes)
            {
                if (node.BaseVp == index)
                {
                    return !HttpMethods.IsPost(context.Request.Method)
                        ? JsonReply.SendAsync(context, StatusCodes.Status200OK, node, VpList.WriteHost)
                        : new Problem(409, "not-the-sidecars", "The VP's CPU is not the sidecar's", $"VP {index} is the base VP of node {node.Index}, and stays the host kernel's; another VP would do") { Vp = index }.SendAsync(context);
                }
            }
        }

        return Problems.UnknownVp(text, gateway).SendAsync(context);
    }

    private static async Task ConvertAsync(HttpContext context, GatewayApp gateway, VpLane lane)
    {
        if (gateway.Pool.BeginConversion(lane) is not { } returned)
        {
            await new Problem(409, "cpu-busy", "Linux cannot do it now", $"VP {lane.Vp.Index}'s CPU is being given to Linux already; wait for that") { Vp = lane.Vp.Index }.SendAsync(context).ConfigureAwait(false);
            return;
        }

        try
        {
            await StopAsync(lane, returned).ConfigureAwait(false);
            await lane.Vp.ConvertAsync().ConfigureAwait(false);
        }
        catch (SidecarException exception)
        {
            await ProblemOf(exception).SendAsync(context).ConfigureAwait(false);
            return;
        }
        finally
        {
            gateway.Pool.EndConversion(lane);
            await gateway.AbsentVps.LookAsync(lane).ConfigureAwait(false);
        }

        await SendAsync(context, lane).ConfigureAwait(false);
    }

    /// <summary>Stops the command of the call that has a VP. Again and again: the call may have the VP and not have started its command yet. It ends, for a command that does not stop is given up.</summary>
    private static async Task StopAsync(VpLane lane, Task returned)
    {
        while (!returned.IsCompleted)
        {
            lane.Vp.Stop();
            await Task.WhenAny(returned, Task.Delay(StopInterval)).ConfigureAwait(false);
        }
    }

    private static async Task GiveBackAsync(HttpContext context, GatewayApp gateway, VpLane lane)
    {
        try
        {
            await lane.Vp.GiveBackAsync().ConfigureAwait(false);
        }
        catch (SidecarException exception)
        {
            await ProblemOf(exception).SendAsync(context).ConfigureAwait(false);
            return;
        }

        await gateway.AbsentVps.LookAsync(lane).ConfigureAwait(false);
        await SendAsync(context, lane).ConfigureAwait(false);
    }

    private static Problem ProblemOf(SidecarException exception)
    {
        var (status, code, title) = exception.Kind switch
        {
            SidecarErrorKind.Busy => (409, "cpu-busy", "Linux cannot do it now"),
            SidecarErrorKind.TimedOut => (504, "time-limit", "The time was up"),
            _ => (502, "vp-failed", "The CPU did not change hands"),
        };
        return new Problem(status, code, title, exception.Message) { Vp = exception.VpIndex };
    }

    private static Task SendAsync(HttpContext context, VpLane lane) => JsonReply.SendAsync(context, StatusCodes.Status200OK, lane, VpList.Write);
}
