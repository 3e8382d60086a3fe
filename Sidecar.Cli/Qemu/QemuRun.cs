using Sidecar.Cli.Config;

namespace Sidecar.Cli.Qemu;

/// <summary>Everything that decides how QEMU is called.</summary>
public sealed record QemuRun
{
    /// <summary>The machine.</summary>
    public required MachineSettings Machine { get; init; }

    /// <summary>The accelerator, already decided: not <see cref="Accelerator.Auto"/>.</summary>
    public required Accelerator Accelerator { get; init; }

    /// <summary>How boot.elf gets into the machine.</summary>
    public required BootSource Source { get; init; }

    /// <summary>OVMF, or null for SeaBIOS. Only for the ISO.</summary>
    public UefiFiles? Uefi { get; init; }

    /// <summary>Path of boot.elf.</summary>
    public required string BootElf { get; init; }

    /// <summary>Path of sidecar.elf, or of an archive with it.</summary>
    public required string SidecarElf { get; init; }

    /// <summary>Path of sidecar.iso.</summary>
    public required string Iso { get; init; }

    /// <summary>The command line for boot.elf.</summary>
    public required string CommandLine { get; init; }

    /// <summary>The serial ports.</summary>
    public required SerialPorts Serial { get; init; }

    /// <summary>Loopback port of QEMU's gdb server; the machine then waits for gdb before its first instruction. Null for none.</summary>
    public int? GdbPort { get; init; }

    /// <summary>Loopback port that leads to the machine's <see cref="Linux.LinuxCommandLine.GatewayPort"/>; null for a machine without a network.</summary>
    public int? ServePort { get; init; }

    /// <summary>Execute all CPUs on one thread. TCG only.</summary>
    public bool SingleThread { get; init; }

    /// <summary>Execute on one thread and let the time stamp counter count instructions, one a nanosecond: repeatable figures. TCG only.</summary>
    public bool CountInstructions { get; init; }

    /// <summary>Where QEMU writes each instruction that the kernel executes, and each interrupt; null for nowhere. Only while counting instructions.</summary>
    public string? InstructionLog { get; init; }
}
