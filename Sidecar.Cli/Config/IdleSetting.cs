namespace Sidecar.Cli.Config;

/// <summary>How a VP waits; see <see cref="Protocol.Extension.IdleMode"/>, whose names these are on the monitor's command line.</summary>
public enum IdleSetting
{
    /// <summary>mwait on bare metal, hlt under a hypervisor.</summary>
    Auto,

    /// <summary><c>hlt</c>.</summary>
    Hlt,

    /// <summary><c>mwait</c>.</summary>
    Mwait,
}
