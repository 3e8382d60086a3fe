namespace Sidecar.Protocol.Node;

/// <summary>What came of a removal.</summary>
public enum RemoveResult : byte
{
    /// <summary>The CPU has left the sidecar and waits for its next owner.</summary>
    Removed = 0,

    /// <summary>The node has no VP of that index.</summary>
    NoSuchVp = 1,

    /// <summary>
    /// The VP did not answer within the bound: it is dead or its command does not end. Nothing is started on it any more; the removal stays asked for and
    /// can be waited for again.
    /// </summary>
    TimedOut = 2,

    /// <summary>The status byte holds a value that the protocol does not have.</summary>
    UnexpectedStatus = 3,
}
