using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Run;

namespace Sidecar.Cli.Commands;

/// <summary><c>./sidecar serve</c>: Linux beside the sidecar, and in it the gateway that takes HTTP requests to the sidecar's CPUs (docs/serve.md). Until Ctrl-C.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 8080;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var port = OptionFactory.Value("--port", "PORT", "Loopback port that leads to the gateway, 8080 unless given", (string text, out int value) => SettingValue.Number(text, 1024, 65_535, out value));
        var cpus = OptionFactory.Value("--cpus", "N", "CPUs of the machine", (string text, out int value) => SettingValue.Number(text, MachineSettings.MinCpus, MachineSettings.MaxCpus, out value));
        var nodes = OptionFactory.Value("--nodes", "N", "NUMA nodes of the machine", (string text, out int value) => SettingValue.Number(text, 1, MachineSettings.MaxNodes, out value));
        var memory = OptionFactory.Value("--memory", "SIZE", "Memory of the machine, such as 2G", (string text, out long value) => SettingValue.Memory(text, allowNone: false, out value));
        var kernel = OptionFactory.Text("--kernel", "SERIES", "Debian's kernel, such as 6.12", text => SettingValue.KernelSeries(text, out _));
        var accelerator = CommonOptions.Accelerator();
        var tcgThreads = OptionFactory.Value<TcgThreads>("--tcg-threads", "auto|single|multi", "On how many threads TCG executes", SettingValue.Choice);
        var noHypervisor = OptionFactory.Flag("--no-hypervisor", "Use no hypervisor even where there is one");
        var timeout = OptionFactory.Value("--timeout", "S", "Seconds after which the machine is stopped; none unless given", (string text, out int value) => SettingValue.Number(text, 1, 86_400, out value));
        var config = CommonOptions.Config();
        var noBuild = CommonOptions.NoBuild();

        var command = new Command("serve", "Boot Linux beside the sidecar and serve the handlers by HTTP") { port, cpus, nodes, memory, kernel, accelerator, tcgThreads, noHypervisor, timeout, config, noBuild };
        command.SetAction((parsed, cancel) =>
        {
            var repository = Repository.Find();
            var settings = CommonOptions.Read(repository, parsed.GetValue(config));
            var plan = RunPlan.Create(settings, new()
            {
                Cpus = parsed.GetValue(cpus),
                Nodes = parsed.GetValue(nodes),
                Memory = parsed.GetValue(memory),
                Host = BootMode.Linux,
                Kernel = parsed.GetValue(kernel),
                Accelerator = parsed.GetValue(accelerator),
                TcgThreads = parsed.GetValue(tcgThreads),
                NoHypervisor = parsed.GetValue(noHypervisor),
                ServePort = parsed.GetValue(port) ?? DefaultPort,
                Timeout = parsed.GetValue(timeout),
            });
            return ServeAsync(new(repository, settings, plan, parsed.InvocationConfiguration.Output), !parsed.GetValue(noBuild), parsed.InvocationConfiguration.Output, cancel);
        });
        return command;
    }

    /// <summary>Serves until the person has had enough, which is no failure.</summary>
    private static async Task<int> ServeAsync(RunSession session, bool build, TextWriter output, CancellationToken cancel)
    {
        try
        {
            return await session.RunAsync(new(null, null), build, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await output.WriteLineAsync("stopped");
            return ExitCode.Passed;
        }
    }
}
