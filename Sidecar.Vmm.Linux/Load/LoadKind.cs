using System;
using System.Threading;

namespace Sidecar.Vmm.Linux.Load;

/// <summary>One kind of load, on a thread of its own.</summary>
/// <param name="unit">What is counted, in the plural.</param>
internal abstract class LoadKind(string unit)
{
    /// <summary>Milliseconds of work, and of rest after it: what the sidecar does is to meet a Linux that is busy, one that is not, and the change.</summary>
    private const int Phase = 500;

    private int _count;

    /// <summary>What is counted, in the plural.</summary>
    public string Unit => unit;

    /// <summary>How many by now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Goes on until it is stopped.</summary>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Once();
            Interlocked.Increment(ref _count);
            var now = Environment.TickCount64;
            if (now / Phase % 2 == 1)
            {
                Thread.Sleep((int)(Phase - (now % Phase)));
            }
        }
    }

    /// <summary>Does it once.</summary>
    /// <exception cref="Scenarios.StepException">It did not go as it should.</exception>
    protected abstract void Once();
}
