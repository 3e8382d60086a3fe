namespace Sidecar.Protocol.Node;

/// <summary>What came of a start.</summary>
public enum StartResult : byte
{
    /// <summary>The command is the VP's; exactly one completion will be collected for it.</summary>
    Started = 0,

    /// <summary>The caller has not claimed the VP.</summary>
    NotClaimed = 1,

    /// <summary>An earlier command is under way or its completion has not been collected.</summary>
    Busy = 2,

    /// <summary>The CPU is not the sidecar's any more, or is being removed.</summary>
    Removed = 3,

    /// <summary>The status byte is none that a VP without a command has: the other side is broken, or a second host drives the node.</summary>
    UnexpectedStatus = 4,
}
