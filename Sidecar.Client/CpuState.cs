namespace Sidecar.Client;

/// <summary>Whose a CPU is, and how far: what the driver says in sysfs (attribute <c>vps</c> of the node's device, one word a VP).</summary>
public enum CpuState
{
    /// <summary>The driver does not say, or says a word that this library does not know.</summary>
    Unknown,

    /// <summary>The host kernel's since boot: a base VP.</summary>
    Host,

    /// <summary>Linux's: it was converted, or never the sidecar's.</summary>
    Linux,

    /// <summary>The sidecar's, without a command.</summary>
    Idle,

    /// <summary>The sidecar's, with a command.</summary>
    Running,

    /// <summary>The sidecar's, with a command that was asked to end.</summary>
    Stopping,

    /// <summary>On its way out of the sidecar.</summary>
    Removing,

    /// <summary>Out of the sidecar, and nobody's yet.</summary>
    Removed,

    /// <summary>The sidecar's kernel failed on it; it has no way back.</summary>
    Failed,
}
