using System.Threading;

namespace Sidecar.Hypervisor.Tests.Concurrency;

/// <summary>What the CPUs of a test know of each other; nothing of the hypervisor's.</summary>
internal sealed class SharedRecord(int cpus)
{
    private int _finished;

    /// <summary>By target: NMIs that were sent, counted before they go.</summary>
    internal int[] NmisSent { get; } = new int[cpus];

    /// <summary>By target: NMIs that were delivered to VTL2.</summary>
    internal int[] NmisTaken { get; } = new int[cpus];

    /// <summary>By target: what <see cref="NmisSent"/> was when the latest one was delivered.</summary>
    internal int[] SentWhenTaken { get; } = new int[cpus];

    /// <summary>By the page's owner: 1 from when the call that took VTL0's right away has returned until the right is given again.</summary>
    internal int[] Revoked { get; } = new int[cpus];

    /// <summary>CPUs that have made all their calls.</summary>
    internal int Finished => Volatile.Read(ref _finished);

    internal void Finish() => Interlocked.Increment(ref _finished);
}
