using System;
using System.Globalization;
using Sidecar.Gateway.Calls;
using Sidecar.Gateway.Handlers;
using Sidecar.Gateway.Payloads;

namespace Sidecar.Gateway.Http;

/// <summary>How a call ended, where it did not end well, as an HTTP error.</summary>
internal static class CallProblems
{
    /// <summary>Status of a call whose caller went away: nobody gets it, but it is counted.</summary>
    public const int AbandonedStatus = 499;

    /// <summary>The error of a result.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="response">What it answered when it was stopped.</param>
    /// <param name="query">What the call asked for.</param>
    /// <param name="gateway">The gateway.</param>
    public static Problem Of(CallResult result, HandlerInfo handler, ReadOnlyMemory<byte> response, CallQuery query, GatewayApp gateway)
    {
        var vp = result.Lane?.Vp.Index ?? query.Target.Vp;
        var time = string.Create(CultureInfo.InvariantCulture, $"{query.Limit.TotalSeconds:0.###} s");
        var problem = result.End switch
        {
            CallEnd.HandlerFailed => new Problem(422, "handler-failed", "The handler failed", result.Text!),
            CallEnd.NotSidecars => new Problem(409, "not-the-sidecars", "The VP's CPU is not the sidecar's", WhyNot(vp!.Value, gateway)),
            CallEnd.NoVpInTime => Busy($"No VP was free within {time}; try again later, or with a longer timeout"),
            CallEnd.QueueFull => Busy($"All VPs are busy and {gateway.Options.Queue} calls wait already; try again later"),
            CallEnd.VpBusy => Busy($"VP {vp} takes no calls now: another program has it, or it has not ended what it was asked to stop; try again later, or another VP"),
            CallEnd.NoneServes => new Problem(503, "no-vp", "No VP serves", "Not one VP of the sidecar takes calls; GET /vps says why, and POST /vps/N/give-back brings a CPU back") { RetryAfter = 1 },
            CallEnd.ShutDown => new Problem(503, "shutting-down", "The gateway ends", "The gateway ends, and commands are stopped; try again when it is back") { RetryAfter = 5 },
            CallEnd.Stopped => new Problem(504, "time-limit", "The time was up", $"{handler.Name} took longer than {time} and was stopped; response is what it had by then"),
            CallEnd.Unanswered => new Problem(504, "time-limit", "The time was up", $"{handler.Name} took longer than {time} and does not stop; VP {vp} is back when it has ended"),
            CallEnd.Converted => new Problem(503, "vp-taken", "Linux asked for the VP's CPU", $"VP {vp}'s CPU was given to Linux, and {handler.Name} was stopped; response is what it had by then") { RetryAfter = 1 },
            CallEnd.Kept => new Problem(503, "vp-taken", "Linux asked for the VP's CPU", $"VP {vp}'s CPU was to be given to Linux, and {handler.Name} does not stop; VP {vp} is back when it has ended") { RetryAfter = 1 },
            CallEnd.Abandoned => new Problem(AbandonedStatus, "abandoned", "The caller went away", "The caller went away"),
            _ => new Problem(502, "vp-failed", "The VP failed", result.Text ?? $"VP {vp}'s device failed"),
        };
        return problem with { Vp = vp, More = result.HasAnswer ? Answer : null };

        void Answer(System.Text.Json.Utf8JsonWriter json)
        {
            json.WritePropertyName("response");
            ResponseWriter.Write(json, handler.Response, response.Span, query.Form);
        }
    }

    private static Problem Busy(string detail) => new(503, "busy", "All VPs are busy", detail) { RetryAfter = 1 };

    private static string WhyNot(uint vp, GatewayApp gateway)
    {
        if (gateway.Client.TryGetVp(vp, out _))
        {
            return $"VP {vp}'s CPU is Linux's or failed; POST /vps/{vp}/give-back brings it back, or another VP would do";
        }

        foreach (var node in gateway.Client.Nodes)
        {
            if (node.BaseVp == vp)
            {
                return $"VP {vp} is the base VP of node {node.Index}, and the host kernel's; another VP would do";
            }
        }

        return $"VP {vp} is no node's; there are {Problems.VpsOf(gateway)}";
    }
}
