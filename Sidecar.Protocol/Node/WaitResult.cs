namespace Sidecar.Protocol.Node;

/// <summary>What came of waiting for a command.</summary>
public enum WaitResult : byte
{
    /// <summary>The VP answered; its results are on the command page. Reported once for each start, together with <see cref="Removed"/>.</summary>
    Completed = 0,

    /// <summary>
    /// The CPU left the sidecar, by removal or because its kernel failed, so there is no telling whether the command was carried out. Reported once for
    /// each start, instead of <see cref="Completed"/>.
    /// </summary>
    Removed = 1,

    /// <summary>Not yet. The command is still under way: wait again, stop it, or remove the VP.</summary>
    TimedOut = 2,

    /// <summary>There is no command to wait for.</summary>
    NotStarted = 3,
}
