namespace Sidecar.Protocol.Vp;

/// <summary>What the VP has to do upon a transition.</summary>
public enum VpAction : byte
{
    /// <summary>The event is not legal in the state: the state stays, the event is reported.</summary>
    Reject = 0,

    /// <summary>Nothing beyond the change of state.</summary>
    None = 1,

    /// <summary>Show IDLE, raise attention, wait.</summary>
    ReportIdle = 2,

    /// <summary>Take the command from the command page and carry it out.</summary>
    TakeCommand = 3,

    /// <summary>Take the command with the stop already requested: RUN_VP returns at once, a handler sees the request from its first look.</summary>
    TakeCommandStopped = 4,

    /// <summary>Let the running command see the stop request.</summary>
    FinishCommand = 5,

    /// <summary>Undo what the sidecar set up on the CPU.</summary>
    GiveUpCpu = 6,

    /// <summary>Show REMOVED, raise attention, wait for the next owner.</summary>
    ReportRemoved = 7,
}
