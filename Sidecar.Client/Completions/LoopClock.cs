using System;

namespace Sidecar.Client.Completions;

/// <summary>When the loop has to look at the clock next: at even intervals while it runs, never while it does not. For the loop's thread.</summary>
internal struct LoopClock
{
    private long _next;

    /// <summary>Whether there are looks to come.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Looks in a row that found nothing to look for.</summary>
    public int QuietTicks { get; private set; }

    /// <summary>Whether it is time for a look.</summary>
    public readonly bool IsDue => IsRunning && Environment.TickCount64 >= _next;

    /// <summary>Time to the next look as <c>epoll</c> takes it; -1 for never.</summary>
    public readonly int MillisecondsToNextTick => IsRunning ? (int)Math.Max(0, _next - Environment.TickCount64) : -1;

    /// <summary>Begins.</summary>
    public void Start(int interval)
    {
        IsRunning = true;
        QuietTicks = 0;
        _next = Environment.TickCount64 + interval;
    }

    /// <summary>After a look.</summary>
    public void Next(int interval, bool foundAny)
    {
        QuietTicks = foundAny ? 0 : QuietTicks + 1;
        _next = Environment.TickCount64 + interval;
    }

    /// <summary>Ends.</summary>
    public void Stop() => IsRunning = false;
}
