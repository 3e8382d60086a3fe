namespace Sidecar.Cli.Config;

/// <summary>What starts the ISO.</summary>
public enum Firmware
{
    /// <summary>SeaBIOS, which QEMU brings.</summary>
    Bios,

    /// <summary>OVMF.</summary>
    Uefi,
}
