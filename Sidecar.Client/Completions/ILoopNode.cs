using System;
using Sidecar.Client.Devices;

namespace Sidecar.Client.Completions;

/// <summary>A node as the loop sees it. All members are for the loop's thread.</summary>
internal interface ILoopNode
{
    /// <summary>The device.</summary>
    ISidecarDevice Device { get; }

    /// <summary>Whether any VP has a time limit.</summary>
    bool HasDeadlines { get; }

    /// <summary>Whether nobody waits for any of the VPs any more.</summary>
    bool IsSettled { get; }

    /// <summary>Reads what is over and tells the VPs. False when the device is gone.</summary>
    /// <param name="buffer">Room for CPU numbers.</param>
    /// <param name="isBroken">Whether the device said more than that it can be read.</param>
    bool ReadCompletions(Span<uint> buffer, bool isBroken);

    /// <summary>Tells the VPs the time. Whether any has a limit still.</summary>
    /// <param name="now">Milliseconds of <see cref="Environment.TickCount64"/>.</param>
    bool OnTick(long now);

    /// <summary>Nothing will be read of this node any more.</summary>
    void Fail(Errno error);
}
