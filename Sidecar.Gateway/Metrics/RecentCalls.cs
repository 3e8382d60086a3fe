using System;
using System.Threading;

namespace Sidecar.Gateway.Metrics;

/// <summary>The last few calls. For any thread.</summary>
internal sealed class RecentCalls
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 16;

    private readonly Lock _sync = new();
    private readonly RecentCall[] _calls = new RecentCall[Capacity];
    private long _count;

    /// <summary>Keeps a call.</summary>
    public void Add(string handler, uint? vp, int status, TimeSpan time)
    {
        lock (_sync)
        {
            _count++;
            _calls[_count % Capacity] = new RecentCall(_count, handler, vp, status, time);
        }
    }

    /// <summary>Those that are kept, the last first.</summary>
    public RecentCall[] Snapshot()
    {
        lock (_sync)
        {
            var calls = new RecentCall[Math.Min(_count, Capacity)];
            for (var index = 0; index < calls.Length; index++)
            {
                calls[index] = _calls[(_count - index) % Capacity];
            }

            return calls;
        }
    }
}
