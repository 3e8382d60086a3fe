namespace Sidecar.Cli.Config;

/// <summary>On how many threads QEMU's translator executes.</summary>
public enum TcgThreads
{
    /// <summary>One where Linux runs below the hypervisor, else one a CPU.</summary>
    Auto,

    /// <summary>One for all CPUs.</summary>
    Single,

    /// <summary>One a CPU.</summary>
    Multi,
}
