using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.Cli.Config;
using Sidecar.Cli.Qemu;

namespace Sidecar.Qemu.Tests.Machine;

/// <summary>A machine to boot, and what it is told. The defaults are those of <c>./sidecar run</c>.</summary>
public sealed record BootRequest
{
    /// <summary>The machine.</summary>
    public MachineSettings Machine { get; init; } = new();

    /// <summary>What the sidecar is told.</summary>
    public SidecarSettings Sidecar { get; init; } = new();

    /// <summary>The scenario.</summary>
    public string Scenario { get; init; } = "tour";

    /// <summary>More words for boot.elf's command line, behind the others.</summary>
    public string Words { get; init; } = "";

    /// <summary>How boot.elf gets into the machine.</summary>
    public BootSource Source { get; init; } = BootSource.Elf;

    /// <summary>What starts the ISO.</summary>
    public Firmware Firmware { get; init; } = Firmware.Bios;

    /// <summary>The file that is handed over as sidecar.elf; null for none.</summary>
    public string? SidecarElf { get; init; } = Images.SidecarElf;

    /// <summary>The CPU model when it is not to be the command line's choice.</summary>
    public string? Cpu { get; init; }

    /// <summary>Longest the machine may run. Only a machine that hangs takes this long.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>A machine that plays a scenario.</summary>
    /// <param name="scenario">Its name.</param>
    /// <param name="cpus">CPUs.</param>
    /// <param name="nodes">NUMA nodes.</param>
    public static BootRequest Of(string scenario, int cpus = 8, int nodes = 2)
        => new() { Scenario = scenario, Machine = new() { Cpus = cpus, Nodes = nodes } };

    /// <summary>The same on a machine whose hypervisor is left out.</summary>
    public BootRequest WithoutHypervisor() => this with { Words = $"{Words} no-hypervisor".TrimStart() };

    /// <summary>QEMU's arguments.</summary>
    /// <param name="ports">The serial ports.</param>
    /// <param name="variables">Where the firmware's variables go, when there is firmware that has any.</param>
    internal IReadOnlyList<string> Arguments(SerialPorts ports, Func<UefiFiles> variables)
    {
        var composed = QemuCommand.Compose(new QemuRun
        {
            Machine = Machine,
            Accelerator = Accelerator.Tcg,
            Source = Source,
            Uefi = Source == BootSource.Iso && Firmware == Firmware.Uefi ? variables() : null,
            BootElf = Images.BootElf,
            SidecarElf = SidecarElf ?? "",
            Iso = Images.Iso,
            CommandLine = $"{MonitorCommandLine.Compose(Sidecar, Scenario)} {Words}".TrimEnd(),
            Serial = ports,
        }).ToList();
        if (SidecarElf is null)
        {
            composed.RemoveRange(composed.IndexOf("-initrd"), 2);
        }

        if (Cpu is not null)
        {
            composed[composed.IndexOf("-cpu") + 1] = Cpu;
        }

        return composed;
    }
}
