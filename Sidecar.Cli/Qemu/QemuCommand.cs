using System.Collections.Generic;
using System.Globalization;
using Sidecar.Cli.Config;
using Sidecar.Cli.Linux;

namespace Sidecar.Cli.Qemu;

/// <summary>Composes QEMU's arguments. Pure, so that tests compare them with snapshots.</summary>
public static class QemuCommand
{
    /// <summary>The program.</summary>
    public const string Program = "qemu-system-x86_64";

    /// <summary>Name of the firmware configuration item that carries the command line when GRUB boots: it overrides what is in the ISO.</summary>
    public const string CommandLineItem = "opt/sidecar/cmdline";

    /// <summary>Where the kernel relocates itself to, and the most that it and a VP's own pages take there.</summary>
    private const string KernelRange = "0xffffff8000000000+0x1000000";

    /// <summary>The arguments for one run, without the program's name.</summary>
    public static IReadOnlyList<string> Compose(QemuRun run)
    {
        var arguments = new List<string> { "-machine", "q35" };
        AddProcessor(arguments, run);
        AddMemory(arguments, run.Machine);
        AddBoot(arguments, run);

        // Nothing that is not asked for: every device costs boot time and makes runs differ. The debug exit ends QEMU when the monitor is done.
        arguments.AddRange(["-nodefaults", "-display", "none", "-no-reboot"]);
        AddNetwork(arguments, run.ServePort);
        arguments.AddRange([
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
            "-serial", run.Serial.Console, "-serial", run.Serial.Log, "-serial", run.Serial.Report,
        ]);
        if (run.GdbPort is { } port)
        {
            arguments.AddRange(["-gdb", $"tcp:127.0.0.1:{Text(port)}", "-S"]);
        }

        return arguments;
    }

    /// <summary>A value inside a comma-separated option: QEMU reads two commas as one.</summary>
    public static string Escape(string value) => value.Replace(",", ",,", System.StringComparison.Ordinal);

    private static void AddProcessor(List<string> arguments, QemuRun run)
    {
        var kvm = run.Accelerator == Accelerator.Kvm;
        // Counting: QEMU's wrmsr may reach a timer of the x2APIC, which reads the count; that is allowed only at the end of a translated block
        // ("Bad icount read"), so blocks are made one instruction long.
        var accelerator = kvm ? "kvm" : run.CountInstructions ? "tcg,thread=single,one-insn-per-tb=on" : run.SingleThread ? "tcg,thread=single" : "tcg,thread=multi";
        var (cpus, sockets) = (Text(run.Machine.Cpus), MachineShape.Sockets(run.Machine));
        arguments.AddRange([
            "-accel", accelerator,
            // SVM for the hypervisor in boot.elf, which TCG has and does not show unasked.
            "-cpu", kvm ? "host,+x2apic" : "max,+svm,+x2apic",
            "-smp", sockets == 1 ? cpus : $"{cpus},sockets={Text(sockets)}",
        ]);
        if (run.CountInstructions)
        {
            arguments.AddRange(["-icount", "shift=0,sleep=off"]);
            if (run.InstructionLog is { } log)
            {
                arguments.AddRange(["-d", "exec,int,nochain", "-dfilter", KernelRange, "-D", log]);
            }
        }
    }

    /// <summary>A network of two, QEMU and the machine, which nothing gets out of; from this host one port leads in.</summary>
    private static void AddNetwork(List<string> arguments, int? servePort)
        => arguments.AddRange(servePort is { } port
            ? ["-netdev", $"user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:{Text(port)}-:{Text(LinuxCommandLine.GatewayPort)}", "-device", "virtio-net-pci,netdev=net0"]
            : ["-net", "none"]);

    private static void AddMemory(List<string> arguments, MachineSettings machine)
    {
        arguments.AddRange(["-m", MemorySize.Format(machine.Memory)]);
        var nodes = MachineShape.Nodes(machine);
        for (var index = 0; index < nodes.Count; index++)
        {
            var number = Text(index);
            var option = $"node,nodeid={number}";
            foreach (var (first, last) in nodes[index].Cpus.Ranges)
            {
                option += first == last ? $",cpus={Text(first)}" : $",cpus={Text(first)}-{Text(last)}";
            }

            if (nodes[index].Memory > 0)
            {
                arguments.AddRange(["-object", $"memory-backend-ram,id=ram{number},size={MemorySize.Format(nodes[index].Memory)}"]);
                option += $",memdev=ram{number}";
            }

            arguments.AddRange(["-numa", option]);
        }
    }

    private static void AddBoot(List<string> arguments, QemuRun run)
    {
        if (run.Source == BootSource.Elf)
        {
            arguments.AddRange(["-kernel", run.BootElf, "-initrd", run.SidecarElf, "-append", run.CommandLine]);
            return;
        }

        if (run.Uefi is { } uefi)
        {
            arguments.AddRange([
                "-drive", $"if=pflash,unit=0,format=raw,readonly=on,file={Escape(uefi.Code)}",
                "-drive", $"if=pflash,unit=1,format=raw,file={Escape(uefi.Variables)}",
            ]);
        }

        arguments.AddRange([
            "-boot", "d",
            "-drive", $"if=ide,index=2,media=cdrom,readonly=on,file={Escape(run.Iso)}",
            "-fw_cfg", $"name={CommandLineItem},string={Escape(run.CommandLine)}",
        ]);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
