namespace Sidecar.Cli.Config;

/// <summary>A switch in cosmos.config.</summary>
public enum OnOff
{
    /// <summary>Off.</summary>
    Off,

    /// <summary>On.</summary>
    On,
}
