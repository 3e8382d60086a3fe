namespace Sidecar.Cli.Config;

/// <summary>The host kernel: what runs on the first CPU beside the sidecar.</summary>
public enum BootMode
{
    /// <summary>This project's own monitor.</summary>
    Monitor,

    /// <summary>Linux.</summary>
    Linux,
}
