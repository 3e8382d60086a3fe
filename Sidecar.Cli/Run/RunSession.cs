using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Build;
using Sidecar.Cli.Config;
using Sidecar.Cli.Linux;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;
using Sidecar.Cli.Report;
using Sidecar.Cli.Timeline;
using Sidecar.Cli.View;
using Spectre.Console;

namespace Sidecar.Cli.Run;

/// <summary>One <c>./sidecar run</c> from build to summary.</summary>
/// <param name="repository">The repository.</param>
/// <param name="config">The configuration, for the build.</param>
/// <param name="plan">What to run.</param>
/// <param name="output">Where to say what happens.</param>
internal sealed class RunSession(Repository repository, CosmosConfig config, RunPlan plan, TextWriter output)
{
    private const string Remedy = "build it with ./sidecar build";

    private string What => plan.ServePort is { } port ? $"serving at http://127.0.0.1:{port}/" : plan.Interactive ? "interactive" : plan.Boot.Scenario;

    private bool IsIso => plan.Boot.Source == BootSource.Iso;

    /// <summary>Whether the ISO is made for this run alone, because it holds what sidecar.iso does not.</summary>
    private bool HasOwnIso => IsIso && (plan.SidecarElf is not null || plan.IsLinux);

    /// <summary>Runs it.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="CliException">Something that it needs is missing.</exception>
    public async Task<int> RunAsync(RunOutputs outputs, bool build, CancellationToken cancel)
    {
        if (plan.SidecarElf is { } given)
        {
            Repository.Need(given, "--sidecar takes the path of a kernel image");
        }

        if (build)
        {
            await new Builder(repository, output.WriteLine).BuildAsync(config, IsIso && !HasOwnIso, always: false, cancel);
        }

        var linux = plan.IsLinux ? await PrepareLinuxAsync(build, cancel) : null;

        var console = Terminal.Create(output);
        var accelerator = AcceleratorChoice.Decide(plan.Machine.Accelerator, KvmProbe.Problem());
        var (folder, outcome) = await AttemptAsync(console, accelerator, linux, cancel);
        if (plan.Machine.Accelerator == Accelerator.Auto && accelerator == Accelerator.Kvm && outcome.BrokenAccelerator is { } complaint)
        {
            await output.WriteLineAsync($"KVM answers but does not carry this machine ({complaint}); going on with tcg");
            (folder, outcome) = await AttemptAsync(console, Accelerator.Tcg, linux, cancel);
        }

        await WriteFilesAsync(outcome.Report, outputs, cancel);
        return Conclude(console, outcome, folder);
    }

    private async Task<LinuxBoot> PrepareLinuxAsync(bool build, CancellationToken cancel)
    {
        (string Name, string Path)[] gateway = plan.ServePort is null ? [] : [await new LinuxPrograms(repository, output.WriteLine).GatewayAsync(build, cancel)];
        return await new LinuxPreparation(repository, output.WriteLine).PrepareAsync(plan.Linux, build, cancel, gateway);
    }

    private async Task<(RunFolder Folder, RunOutcome Outcome)> AttemptAsync(IAnsiConsole console, Accelerator accelerator, LinuxBoot? linux, CancellationToken cancel)
    {
        var folder = RunFolder.Create(repository);
        var title = $"{plan.Machine.Cpus} CPUs, {MachineShape.Nodes(plan.Machine).Count} NUMA nodes, {MemorySize.Format(plan.Machine.Memory)}, "
            + $"{SettingValue.Name(accelerator)}, {(linux is null ? "" : $"Linux {linux.Release.Version}, ")}{What}";
        var filter = new ConsoleFilter(plan.Boot.Mode);
        if (plan.Interactive)
        {
            await output.WriteLineAsync($"{title}; {(linux is null ? "quit" : "exit")} ends it, Ctrl-A X ends QEMU");
            return (folder, await RunMachineAsync(folder, accelerator, linux, new SilentView(), cancel));
        }

        if (console.Profile.Out.IsTerminal)
        {
            return (folder, await console.Live(new Text(title)).StartAsync(context => RunMachineAsync(folder, accelerator, linux, new LiveView(context, title, filter), cancel)));
        }

        await output.WriteLineAsync(title);
        return (folder, await RunMachineAsync(folder, accelerator, linux, new PlainView(output, filter), cancel));
    }

    private async Task<RunOutcome> RunMachineAsync(RunFolder folder, Accelerator accelerator, LinuxBoot? linux, IRunView view, CancellationToken cancel)
    {
        if (plan.GdbPort is { } port)
        {
            await output.WriteLineAsync($"waiting for gdb: target remote :{port}");
        }

        var kernel = IsIso && !HasOwnIso ? repository.SidecarElf : Repository.Need(plan.SidecarElf ?? repository.SidecarElf, Remedy);
        var bootElf = IsIso && !HasOwnIso ? repository.BootElf : Repository.Need(repository.BootElf, Remedy);
        var others = linux?.Files ?? [];
        if (HasOwnIso)
        {
            await IsoBuilder.MakeAsync(repository, config, kernel, folder.Iso, cancel, others);
            Directory.Delete(Path.GetDirectoryName(IsoBuilder.TreeOf(folder.Iso))!, recursive: true);
        }

        var runner = new MachineRunner(folder, view);
        var arguments = QemuCommand.Compose(new()
        {
            Machine = plan.Machine,
            Accelerator = accelerator,
            Source = plan.Boot.Source,
            Uefi = IsIso && plan.Boot.Firmware == Firmware.Uefi ? UefiFirmware.Prepare(folder.UefiVariables) : null,
            BootElf = bootElf,
            SidecarElf = IsIso ? kernel : ModuleBundle.Make(repository, kernel, folder.Modules, others),
            Iso = IsIso ? Repository.Need(HasOwnIso ? folder.Iso : repository.Iso, Remedy) : repository.Iso,
            CommandLine = linux?.CommandLine(plan.CommandLine) ?? plan.CommandLine,
            Serial = runner.Ports(plan.Interactive),
            GdbPort = plan.GdbPort,
            ServePort = plan.ServePort,
            SingleThread = plan.SingleThread,
        });
        return await runner.RunAsync(arguments, plan.Timeout, plan.Interactive, cancel);
    }

    private async Task WriteFilesAsync(MachineReport report, RunOutputs outputs, CancellationToken cancel)
    {
        if (outputs.Trace is { } trace)
        {
            await TraceFormat.WriteFileAsync(report, trace, cancel);
            await output.WriteLineAsync($"wrote {trace}");
        }

        if (outputs.Timeline is { } timeline)
        {
            await TimelineFile.WriteAsync(report, timeline, cancel);
            await output.WriteLineAsync($"wrote {timeline}");
        }
    }

    private int Conclude(IAnsiConsole console, RunOutcome outcome, RunFolder folder)
    {
        if (!plan.Interactive || !outcome.Passed)
        {
            Summary.Write(console, outcome);
        }

        if (outcome.Passed)
        {
            return ExitCode.Passed;
        }

        foreach (var line in outcome.ConsoleTail)
        {
            output.WriteLine($"  | {line}");
        }

        throw new CliException($"{outcome.Failure}; {Path.GetRelativePath(repository.Root, folder.Path)} has the details");
    }
}
