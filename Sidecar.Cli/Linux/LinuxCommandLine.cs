using System.Collections.Generic;
using Sidecar.Cli.Config;
using Sidecar.Cli.Qemu;

namespace Sidecar.Cli.Linux;

/// <summary>The command line of a boot with Linux: boot.elf's own words, then <c>--</c>, then Linux's (docs/linux.md). The shim puts words of its own in front of the latter.</summary>
public static class LinuxCommandLine
{
    /// <summary>The name of the program that drives the sidecar.</summary>
    public const string Vmm = "vmm";

    /// <summary>The name by which init knows the person's shell.</summary>
    public const string Shell = "sh";

    /// <summary>The name of the program that serves HTTP.</summary>
    public const string Gateway = "sidecar-gateway";

    /// <summary>The port at which it listens in the machine.</summary>
    public const int GatewayPort = 8080;

    /// <summary>The machine's address in the network of two that QEMU makes for it.</summary>
    private const string Address = "10.0.2.15/24";

    /// <summary>Kernel modules of the network card that QEMU gives the machine.</summary>
    public static IReadOnlyList<string> NetworkModules { get; } = ["virtio_pci", "virtio_net"];

    // The console is COM1. A panic, and an oops too, ends the machine at once: nobody is there to look at one that stands still.
    private const string Base = "console=ttyS0 panic=-1 oops=panic";

    /// <summary>Composes the line.</summary>
    /// <param name="sidecar">What the sidecar is told.</param>
    /// <param name="linux">What Linux is told.</param>
    /// <param name="scenario">What the VMM plays; null for a shell.</param>
    /// <param name="policy">What it does with a VP whose guest needs it.</param>
    public static string Compose(SidecarSettings sidecar, LinuxSettings linux, string? scenario, GuestPolicy policy = GuestPolicy.Remote) => Compose(sidecar, linux, (scenario, policy) switch
    {
        (null, _) => [$"sidecar.run={Shell}"],
        (_, GuestPolicy.Remote) => [$"sidecar.run={Vmm}", $"sidecar.arg={scenario}"],
        _ => [$"sidecar.run={Vmm}", $"sidecar.arg={scenario}", $"sidecar.arg=--policy={SettingValue.Name(policy)}"],
    });

    /// <summary>Composes the line of a machine that serves HTTP.</summary>
    /// <param name="sidecar">What the sidecar is told.</param>
    /// <param name="linux">What Linux is told.</param>
    public static string ComposeServe(SidecarSettings sidecar, LinuxSettings linux) => Compose(sidecar, linux, [$"sidecar.net={Address}", $"sidecar.run={Gateway}"]);

    private static string Compose(SidecarSettings sidecar, LinuxSettings linux, string[] program)
    {
        var words = new List<string> { "host=linux", MonitorCommandLine.Settings(sidecar), "--", Base };
        words.AddRange(program);
        if (linux.CommandLine.Length > 0)
        {
            // Last, so that it wins.
            words.Add(linux.CommandLine);
        }

        return string.Join(' ', words);
    }
}
