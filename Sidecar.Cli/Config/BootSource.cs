namespace Sidecar.Cli.Config;

/// <summary>How boot.elf gets into the machine.</summary>
public enum BootSource
{
    /// <summary>QEMU loads it by its PVH note.</summary>
    Elf,

    /// <summary>GRUB loads it from sidecar.iso.</summary>
    Iso,
}
