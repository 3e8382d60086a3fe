namespace Sidecar.Protocol.Node;

/// <summary>How far a command got.</summary>
public enum CommandOutcomeKind : byte
{
    /// <summary>No command was called yet.</summary>
    None = 0,

    /// <summary>It was carried out.</summary>
    Succeeded = 1,

    /// <summary>It was not started: <see cref="CommandOutcome.Start"/> says why.</summary>
    NotStarted = 2,

    /// <summary>It was started, but the VP did not answer in time: <see cref="CommandOutcome.Wait"/> says whether the VP is gone or late.</summary>
    NotFinished = 3,

    /// <summary>The sidecar refused it or it failed: the text is on the command page.</summary>
    SidecarError = 4,

    /// <summary>The hypervisor refused it: <see cref="CommandOutcome.Status"/> says why.</summary>
    HypervisorError = 5,

    /// <summary>The caller's buffer is too small; nothing was sent.</summary>
    BadArgument = 6,
}
