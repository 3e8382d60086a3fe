using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Sidecar.Simulation.Host;

/// <summary>The CPU of the host kernel: takes the VPs' attention interrupts and sleeps in between. Any number of threads may wait at once.</summary>
public sealed class HostProcessor
{
    private readonly object _sync = new();
    private readonly ConcurrentDictionary<(uint ApicId, byte Vector), int> _taken = new();

    /// <summary>x2APIC id of the CPU that answers the VPs' interrupts.</summary>
    public const uint ApicId = 0;

    /// <summary>Vector by which a VP asks for attention.</summary>
    public const byte ResponseVector = 0xf3;

    /// <summary>
    /// How long the host sleeps at most before it looks again. Without bound by default, so that a lost interrupt shows; a host that takes none has to poll.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>Interrupts of one kind that the host took.</summary>
    public int Taken(uint apicId, byte vector) => _taken.GetValueOrDefault((apicId, vector));

    internal void Interrupt(uint apicId, byte vector)
    {
        _taken.AddOrUpdate((apicId, vector), 1, (_, count) => count + 1);
        Wake();
    }

    internal void Wake()
    {
        lock (_sync)
        {
            Monitor.PulseAll(_sync);
        }
    }

    /// <summary>Sleeps while a condition holds. Whoever ends it calls <see cref="Wake"/> afterwards.</summary>
    internal void SleepWhile(ref uint needsAttention, ref uint slot, uint seen, ulong deadline)
    {
        lock (_sync)
        {
            if (Volatile.Read(ref needsAttention) == 0 && Volatile.Read(ref slot) == seen)
            {
                var left = deadline == ulong.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(Math.Max(0, (long)(deadline - Now) / 1_000_000));
                var sleep = PollInterval == Timeout.InfiniteTimeSpan || left < PollInterval ? left : PollInterval;
                Monitor.Wait(_sync, sleep == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : sleep);
            }
        }
    }

    /// <summary>Nanoseconds of a clock that never goes back.</summary>
    internal static ulong Now => (ulong)(Stopwatch.GetTimestamp() * (1_000_000_000.0 / Stopwatch.Frequency));
}
