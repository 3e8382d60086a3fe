using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>A VP that works until it is told to stop.</summary>
/// <param name="vp">The VP.</param>
internal sealed class BusyVp(SidecarVp vp) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private IVpWorker? _worker;
    private Task _work = Task.CompletedTask;

    /// <summary>The VP.</summary>
    public SidecarVp Vp => vp;

    /// <summary>What its work has done by now.</summary>
    public long Progress => _worker?.Progress ?? 0;

    /// <summary>Gives it work, and waits until that is under way. Once.</summary>
    public async Task BeginAsync(IVpWorker worker)
    {
        var before = worker.Progress;
        _worker = worker;
        _work = worker.WorkAsync(_stop.Token);
        await GoesOnAsync(before);
    }

    /// <summary>Waits until it has gone on from some point.</summary>
    /// <param name="progress">The point.</param>
    public async Task GoesOnAsync(long progress)
    {
        await Until.HoldsAsync(() => Progress > progress || _work.IsCompleted, $"{vp} does not go on from {progress}");
        if (_work.IsCompleted)
        {
            await _work;
            throw new StepException($"{vp}'s work ended by itself");
        }
    }

    /// <summary>Stops it, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(Until.Patience);
        _stop.Dispose();
    }
}
