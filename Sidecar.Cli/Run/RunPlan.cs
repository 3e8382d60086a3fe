using System;
using System.Linq;
using Sidecar.Cli.Config;
using Sidecar.Cli.Linux;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;

namespace Sidecar.Cli.Run;

/// <summary>What a run will do: cosmos.config with the flags over it, checked as a whole.</summary>
public sealed record RunPlan
{
    /// <summary>A run with a person at it, at its console or at gdb, ends when the person ends it; this is only the bound that every wait has.</summary>
    private const int InteractiveTimeout = 86_400;

    /// <summary>The scenario of a million commands, and the seconds that it may take: ten times what it takes on two cores.</summary>
    private const string SoakScenario = "soak";
    private const int SoakTimeout = 1_200;

    /// <summary>Linux takes longer to boot, and more memory, than the monitor.</summary>
    private const int LinuxTimeout = 300;
    private const long LinuxMemory = 1L << 30;

    /// <summary>The machine.</summary>
    public required MachineSettings Machine { get; init; }

    /// <summary>What the sidecar is told.</summary>
    public required SidecarSettings Sidecar { get; init; }

    /// <summary>The boot.</summary>
    public required BootSettings Boot { get; init; }

    /// <summary>Linux, where it is the host.</summary>
    public required LinuxSettings Linux { get; init; }

    /// <summary>What Linux's VMM does with a VP whose guest needs it.</summary>
    public GuestPolicy Policy { get; init; }

    /// <summary>Whether the terminal becomes the monitor's console.</summary>
    public required bool Interactive { get; init; }

    /// <summary>The kernel in place of the one that was built, or null.</summary>
    public string? SidecarElf { get; init; }

    /// <summary>Port at which the machine waits for gdb, or null.</summary>
    public int? GdbPort { get; init; }

    /// <summary>The loopback port at which Linux's gateway is reached, or null for none.</summary>
    public int? ServePort { get; init; }

    /// <summary>Longest the machine may run.</summary>
    public TimeSpan Timeout => TimeSpan.FromSeconds(Boot.Timeout);

    /// <summary>Whether Linux is the host kernel.</summary>
    public bool IsLinux => Boot.Mode == BootMode.Linux;

    /// <summary>
    /// Whether TCG executes all CPUs on one thread. QEMU may lose the first CPU's state over an FXRSTOR or XRSTOR of another (docs/hypervisor.md, "QEMU"), which costs Linux more often than the monitor.
    /// </summary>
    public bool SingleThread => Machine.TcgThreads switch
    {
        TcgThreads.Single => true,
        TcgThreads.Multi => false,
        _ => IsLinux && Sidecar.Hypervisor,
    };

    /// <summary>boot.elf's command line.</summary>
    public string CommandLine => IsLinux
        ? ServePort is not null ? LinuxCommandLine.ComposeServe(Sidecar, Linux) : LinuxCommandLine.Compose(Sidecar, Linux, Interactive ? null : Boot.Scenario, Policy)
        : MonitorCommandLine.Compose(Sidecar, Interactive ? null : Boot.Scenario);

    /// <summary>Puts flags over a configuration.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public static RunPlan Create(CosmosConfig config, RunFlags flags)
    {
        if (flags.Interactive && flags.Scenario is not null)
        {
            throw new UsageException("--interactive and --scenario exclude each other");
        }

        var host = flags.Host ?? config.Boot.Mode;
        Check(host, flags);
        var plan = new RunPlan
        {
            Machine = Reshape(config.Machine, host, flags),
            Sidecar = flags.NoHypervisor ? config.Sidecar with { Hypervisor = false } : config.Sidecar,
            Boot = config.Boot with
            {
                Mode = host,
                Scenario = flags.Scenario ?? config.Boot.Scenario,
                Source = flags.Source ?? config.Boot.Source,
                Firmware = flags.Firmware ?? config.Boot.Firmware,
                Timeout = flags.Timeout ?? DefaultTimeout(config.Boot, host, flags),
            },
            Linux = config.Linux with
            {
                Kernel = flags.Kernel is { } series && SettingValue.KernelSeries(series, out var kernel) is null ? kernel : config.Linux.Kernel,
                Modules = flags.ServePort is null ? config.Linux.Modules : [.. config.Linux.Modules.Union(LinuxCommandLine.NetworkModules)],
                CommandLine = string.Join(' ', new[] { config.Linux.CommandLine, flags.Append }.Where(words => !string.IsNullOrEmpty(words))),
            },
            Policy = flags.Policy ?? GuestPolicy.Remote,
            Interactive = flags.Interactive,
            SidecarElf = flags.SidecarElf,
            GdbPort = flags.GdbPort,
            ServePort = flags.ServePort,
        };
        if (flags.Firmware is { } firmware && plan.Boot.Source == BootSource.Elf)
        {
            throw new UsageException($"--firmware {SettingValue.Name(firmware)} needs --boot iso: QEMU loads boot.elf without firmware's help");
        }

        return plan;
    }

    private static void Check(BootMode host, RunFlags flags)
    {
        if (host != BootMode.Linux && LinuxOnly(flags) is { } alone)
        {
            throw new UsageException($"{alone} needs --host linux: the monitor has neither Debian's kernel nor its command line, and keeps every guest on the sidecar");
        }

        if (flags is { TcgThreads: { } threads, Accelerator: Accelerator.Kvm })
        {
            throw new UsageException($"--tcg-threads {SettingValue.Name(threads)} needs --accel tcg: KVM executes each CPU on a thread of its own");
        }
    }

    private static string? LinuxOnly(RunFlags flags)
        => flags.Kernel is { } kernel ? $"--kernel {kernel}"
            : flags.Append is { } words ? $"--append {words}"
            : flags.Policy is { } policy ? $"--policy {SettingValue.Name(policy)}"
            : null;

    private static int DefaultTimeout(BootSettings boot, BootMode host, RunFlags flags)
        => flags.Interactive || flags.GdbPort is not null || flags.ServePort is not null ? InteractiveTimeout
            : host == BootMode.Linux ? Math.Max(LinuxTimeout, boot.Timeout)
            : (flags.Scenario ?? boot.Scenario) == SoakScenario ? Math.Max(SoakTimeout, boot.Timeout)
            : boot.Timeout;

    private static MachineSettings Reshape(MachineSettings configured, BootMode host, RunFlags flags)
    {
        var machine = configured with { Accelerator = flags.Accelerator ?? configured.Accelerator, TcgThreads = flags.TcgThreads ?? configured.TcgThreads };
        if (host == BootMode.Linux && machine.PlacedNodes.IsEmpty)
        {
            machine = machine with { Memory = Math.Max(machine.Memory, LinuxMemory) };
        }

        if (flags.Cpus is null && flags.Nodes is null && flags.Memory is null)
        {
            return machine;
        }

        // A flag about the machine's shape speaks of an even machine: nodes placed by hand would not fit it.
        var cpus = flags.Cpus ?? machine.Cpus;
        var nodes = machine.PlacedNodes.IsEmpty ? machine.Nodes : machine.PlacedNodes.Length;
        machine = machine with
        {
            Cpus = cpus,
            // A node of one CPU has no room for a sidecar: fewer CPUs than the configuration had make fewer nodes.
            Nodes = flags.Nodes ?? Math.Min(nodes, Math.Max(1, cpus / 2)),
            Memory = flags.Memory ?? machine.Memory,
            Sockets = flags.Cpus is null ? machine.Sockets : null,
            PlacedNodes = [],
        };
        return MachineShape.Problem(machine) is var (setting, expectation)
            ? throw new UsageException($"--{setting} {Given(machine, setting)}: {expectation}")
            : machine;
    }

    private static string Given(MachineSettings machine, string setting) => setting switch
    {
        "nodes" => FormattableString.Invariant($"{machine.Nodes}"),
        "memory" => MemorySize.Format(machine.Memory),
        _ => FormattableString.Invariant($"{machine.Cpus}"),
    };
}
