namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>What the actors of a scenario note about one VP, so that properties can be stated. Part of the plain memory, so it is part of every state.</summary>
public struct Account
{
    /// <summary>Commands that the host started.</summary>
    public byte Started;

    /// <summary>Commands that the VP took and carried out, counted by the handler.</summary>
    public byte Taken;

    /// <summary>Commands that ended because they saw the stop.</summary>
    public byte Stopped;

    /// <summary>Completions that the host collected.</summary>
    public byte Completed;

    /// <summary>Times that the host learnt that the VP went instead of answering.</summary>
    public byte Abandoned;

    /// <summary>Starts that were refused.</summary>
    public byte Refused;

    /// <summary>Removals that ended well.</summary>
    public byte Removed;

    /// <summary>Waits and removals that ran into their bound.</summary>
    public byte TimedOut;
}
