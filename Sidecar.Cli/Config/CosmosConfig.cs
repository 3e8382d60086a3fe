namespace Sidecar.Cli.Config;

/// <summary>All of cosmos.config; what the file leaves out has the value of a fresh instance.</summary>
public sealed record CosmosConfig
{
    /// <summary>The file's name.</summary>
    public const string FileName = "cosmos.config";

    /// <summary>The machine that QEMU shows.</summary>
    public MachineSettings Machine { get; init; } = new();

    /// <summary>What the shim and the kernel are told.</summary>
    public SidecarSettings Sidecar { get; init; } = new();

    /// <summary>How the machine is booted.</summary>
    public BootSettings Boot { get; init; } = new();

    /// <summary>Linux as the host kernel.</summary>
    public LinuxSettings Linux { get; init; } = new();

    /// <summary>The folder with the command handlers, relative to the file. The build reads it too (build/Config.props).</summary>
    public string HandlersFolder { get; init; } = "samples";
}
