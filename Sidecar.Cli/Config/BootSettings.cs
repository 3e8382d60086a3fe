namespace Sidecar.Cli.Config;

/// <summary>How the machine is booted and what it does then.</summary>
public sealed record BootSettings
{
    /// <summary>The host kernel.</summary>
    public BootMode Mode { get; init; } = BootMode.Monitor;

    /// <summary>What the monitor plays.</summary>
    public string Scenario { get; init; } = "tour";

    /// <summary>How boot.elf gets into the machine.</summary>
    public BootSource Source { get; init; } = BootSource.Elf;

    /// <summary>What starts the ISO.</summary>
    public Firmware Firmware { get; init; } = Firmware.Bios;

    /// <summary>Seconds after which a run has failed.</summary>
    public int Timeout { get; init; } = 120;
}
