namespace Sidecar.Protocol.Node;

/// <summary>What came of a stop request. A stop ends nothing by itself: the completion still has to be waited for.</summary>
public enum StopResult : byte
{
    /// <summary>STOP is on the control page and the VP is told.</summary>
    Requested = 0,

    /// <summary>The command is just being started; the thread that starts it delivers the stop.</summary>
    Deferred = 1,

    /// <summary>An earlier stop or removal is already there.</summary>
    AlreadyRequested = 2,

    /// <summary>The VP was faster, or left the sidecar: its answer stands, nothing was written.</summary>
    AlreadyFinished = 3,

    /// <summary>No command was started.</summary>
    NotRunning = 4,
}
