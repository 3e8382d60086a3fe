using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Gateway.Tests.Running;

/// <summary>A call that keeps a VP for as long as nobody stops it, and says how far it was.</summary>
/// <param name="reply">What it answers in the end.</param>
/// <param name="cancellation">Whose end it is.</param>
internal sealed class LongCall(Task<Reply> reply, CancellationTokenSource cancellation)
{
    /// <summary>A range that takes hours.</summary>
    public const string Body = """{"From":0,"To":1099511627776}""";

    public Task<Reply> Reply => reply;

    /// <summary>Starts it, and waits until its VP is at it.</summary>
    public static async Task<LongCall> StartAsync(RunningGateway gateway, uint vp, string query = "")
    {
        var lane = gateway.App.Pool.Find(vp)!;
        var before = lane.Vp.Progress;
        var cancellation = new CancellationTokenSource();
        var reply = gateway.CallAsync($"primes?vp={vp}{query}", Body, cancellation.Token);
        await RunningGateway.Until(() => lane.Vp.IsRunning && lane.Vp.Progress != before && lane.Vp.Progress > 100, $"VP {vp} to be at it");
        return new LongCall(reply, cancellation);
    }

    /// <summary>The caller goes away.</summary>
    public void Abandon() => cancellation.Cancel();
}
