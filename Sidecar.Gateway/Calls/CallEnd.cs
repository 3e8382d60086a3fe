namespace Sidecar.Gateway.Calls;

/// <summary>How a call ended.</summary>
internal enum CallEnd
{
    /// <summary>The handler answered.</summary>
    Answered,

    /// <summary>The handler refused or faulted, in its own words.</summary>
    HandlerFailed,

    /// <summary>The time was up before a VP was free.</summary>
    NoVpInTime,

    /// <summary>All VPs are busy, and the queue is full.</summary>
    QueueFull,

    /// <summary>No VP takes calls.</summary>
    NoneServes,

    /// <summary>The VP that was asked for takes none, since its CPU is not the sidecar's.</summary>
    NotSidecars,

    /// <summary>The VP that was asked for is another program's, or has not ended what it was asked to stop.</summary>
    VpBusy,

    /// <summary>The time was up: the command was stopped, and there is what the handler had by then.</summary>
    Stopped,

    /// <summary>The time was up, and the handler does not stop.</summary>
    Unanswered,

    /// <summary>The VP's CPU was given to Linux: the command was stopped, and there is what the handler had by then.</summary>
    Converted,

    /// <summary>The VP's CPU was to be given to Linux, and the handler does not stop.</summary>
    Kept,

    /// <summary>The VP or its device failed.</summary>
    VpFailed,

    /// <summary>The caller went away, and the command was stopped.</summary>
    Abandoned,

    /// <summary>The gateway ends, and the command was stopped.</summary>
    ShutDown,
}
