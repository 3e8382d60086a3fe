namespace Sidecar.Protocol.Node;

/// <summary>How far the host is with one VP: the private half of the protocol, which the sidecar never sees. See <see cref="VpSlot"/>.</summary>
public enum VpPhase : byte
{
    /// <summary>Nobody claims the VP.</summary>
    Free = 0,

    /// <summary>Somebody owns the VP and its command page; no command is under way.</summary>
    Claimed = 1,

    /// <summary>
    /// The owner is starting a command. RUN may or may not be on the control page, so IDLE there says nothing. Without this phase a scan that fell between the
    /// claim and the RUN store would take the old IDLE for the answer to the new command: the completion fabricated out of nothing.
    /// </summary>
    Starting = 2,

    /// <summary>RUN was stored before this was: from here on IDLE or REMOVED can only be the VP's answer.</summary>
    Running = 3,

    /// <summary>The VP answered, nobody has collected it yet.</summary>
    Completed = 4,

    /// <summary>The CPU left the sidecar instead of answering, nobody has collected that yet.</summary>
    Abandoned = 5,
}
