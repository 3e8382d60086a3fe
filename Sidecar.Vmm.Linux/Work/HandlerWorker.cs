using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>Calls handlers on a VP, one after the other.</summary>
/// <param name="vp">The VP.</param>
/// <param name="count">Where calls and answers are counted.</param>
internal sealed class HandlerWorker(SidecarVp vp, WorkCount count) : IVpWorker
{
    private readonly Random _random = new((int)vp.Index);
    private long _calls;

    /// <summary>Calls that were answered.</summary>
    public long Progress => Interlocked.Read(ref _calls);

    /// <inheritdoc/>
    public async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await count.CountAsync(() => _random.Next(3) switch
            {
                0 => HandlerWork.SumAsync(vp, _random),
                1 => HandlerWork.EchoAsync(vp, _random),
                _ => HandlerWork.HashAsync(vp, _random),
            });
            Interlocked.Increment(ref _calls);
        }
    }
}
