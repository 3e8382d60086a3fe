using System.CommandLine;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Run;

namespace Sidecar.Cli.Commands;

/// <summary><c>./sidecar run</c>.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var cpus = OptionFactory.Value("--cpus", "N", "CPUs of the machine", (string text, out int value) => SettingValue.Number(text, MachineSettings.MinCpus, MachineSettings.MaxCpus, out value));
        var nodes = OptionFactory.Value("--nodes", "N", "NUMA nodes of the machine", (string text, out int value) => SettingValue.Number(text, 1, MachineSettings.MaxNodes, out value));
        var memory = OptionFactory.Value("--memory", "SIZE", "Memory of the machine, such as 512M", (string text, out long value) => SettingValue.Memory(text, allowNone: false, out value));
        var boot = OptionFactory.Value<BootSource>("--boot", "elf|iso", "What is booted", SettingValue.Choice);
        var firmware = OptionFactory.Value<Firmware>("--firmware", "bios|uefi", "What starts the ISO", SettingValue.Choice);
        var host = OptionFactory.Value<BootMode>("--host", "monitor|linux", "The host kernel", SettingValue.Choice);
        var kernel = OptionFactory.Text("--kernel", "SERIES", "Debian's kernel for --host linux, such as 6.12", text => SettingValue.KernelSeries(text, out _));
        var append = OptionFactory.Text("--append", "WORDS", "More words for Linux's command line", SettingValue.CommandLine);
        var scenario = OptionFactory.Text("--scenario", "NAME", "What the host plays", SettingValue.Scenario);
        var policy = OptionFactory.Value<GuestPolicy>("--policy", "remote|convert", "Whether a VP becomes Linux's at its guest's first exit, with --host linux", SettingValue.Choice);
        var interactive = OptionFactory.Flag("--interactive", "The terminal becomes the monitor's console, or a shell on Linux");
        var accelerator = CommonOptions.Accelerator();
        var tcgThreads = OptionFactory.Value<TcgThreads>("--tcg-threads", "auto|single|multi", "On how many threads TCG executes", SettingValue.Choice);
        var noHypervisor = OptionFactory.Flag("--no-hypervisor", "Use no hypervisor even where there is one");
        var sidecar = OptionFactory.Text("--sidecar", "FILE", "A kernel image in place of artifacts/sidecar.elf", CommonOptions.NotEmpty);
        var gdb = OptionFactory.Value("--gdb", "PORT", "Wait for gdb on this loopback port before the first instruction", (string text, out int value) => SettingValue.Number(text, 1024, 65_535, out value));
        var trace = OptionFactory.Text("--trace", "FILE", "Write every transition as text", CommonOptions.NotEmpty);
        var timeline = OptionFactory.Text("--timeline", "FILE.svg|FILE.json", "Write a timeline", Timeline.TimelineFile.Check);
        var timeout = OptionFactory.Value("--timeout", "S", "Seconds after which the run has failed", (string text, out int value) => SettingValue.Number(text, 1, 86_400, out value));
        var config = CommonOptions.Config();
        var noBuild = CommonOptions.NoBuild();

        var command = new Command("run", "Boot the machine and play a scenario")
        {
            cpus, nodes, memory, boot, firmware, host, kernel, append, scenario, policy, interactive, accelerator, tcgThreads, noHypervisor, sidecar, gdb, trace, timeline, timeout, config, noBuild,
        };
        command.SetAction((parsed, cancel) =>
        {
            var repository = Repository.Find();
            var settings = CommonOptions.Read(repository, parsed.GetValue(config));
            var plan = RunPlan.Create(settings, new()
            {
                Cpus = parsed.GetValue(cpus),
                Nodes = parsed.GetValue(nodes),
                Memory = parsed.GetValue(memory),
                Source = parsed.GetValue(boot),
                Firmware = parsed.GetValue(firmware),
                Host = parsed.GetValue(host),
                Kernel = parsed.GetValue(kernel),
                Append = parsed.GetValue(append),
                Scenario = parsed.GetValue(scenario),
                Policy = parsed.GetValue(policy),
                Interactive = parsed.GetValue(interactive),
                Accelerator = parsed.GetValue(accelerator),
                TcgThreads = parsed.GetValue(tcgThreads),
                NoHypervisor = parsed.GetValue(noHypervisor),
                SidecarElf = parsed.GetValue(sidecar),
                GdbPort = parsed.GetValue(gdb),
                Timeout = parsed.GetValue(timeout),
            });
            var session = new RunSession(repository, settings, plan, parsed.InvocationConfiguration.Output);
            return session.RunAsync(new(parsed.GetValue(trace), parsed.GetValue(timeline)), build: !parsed.GetValue(noBuild), cancel);
        });
        return command;
    }
}
