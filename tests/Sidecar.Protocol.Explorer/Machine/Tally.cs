namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>What the actors of a scenario count for each VP, so that properties can be stated. Counting is no access to shared memory: it takes no time.</summary>
public enum Tally
{
    /// <summary>Times that the VP came up.</summary>
    Up,

    /// <summary>Commands that the host started.</summary>
    Started,

    /// <summary>Commands that the VP took, counted by the handler.</summary>
    Taken,

    /// <summary>Commands that ended because they saw the stop.</summary>
    Stopped,

    /// <summary>Completions that the host collected.</summary>
    Completed,

    /// <summary>Times that the host learnt that the VP went instead of answering.</summary>
    Abandoned,

    /// <summary>Starts that were refused.</summary>
    Refused,

    /// <summary>Removals that ended well.</summary>
    Removed,

    /// <summary>Waits and removals that ran into their bound.</summary>
    TimedOut,
}
