namespace Sidecar.Protocol.Node;

/// <summary>What came of giving a CPU back.</summary>
public enum ReturnResult : byte
{
    /// <summary>The way in is the caller's; or, from <see cref="NodeClient{TMemory,THost}.Readmit"/>, the VP serves again.</summary>
    Ready = 0,

    /// <summary>The node has no VP of that index.</summary>
    NoSuchVp = 1,

    /// <summary>The CPU has not left the sidecar, or nobody saw it leave: remove it first.</summary>
    NotRemoved = 2,

    /// <summary>Somebody is giving it back already, or the outcome of its last command has not been collected.</summary>
    Busy = 3,

    /// <summary>The kernel left no way in, or not one that this host would take: the VP failed, its command page was written over, or the kernel is another.</summary>
    NoTicket = 4,

    /// <summary>Nobody has asked for the way in.</summary>
    NotReturning = 5,

    /// <summary>The VP did not come up within the bound. It may still; the return can be waited for again.</summary>
    TimedOut = 6,

    /// <summary>The VP shows neither REMOVED nor IDLE.</summary>
    UnexpectedStatus = 7,
}
