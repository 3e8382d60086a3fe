using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Build;
using Sidecar.Cli.Config;
using Sidecar.Cli.Linux;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;
using Sidecar.Cli.Run;
using Sidecar.Cli.View;

namespace Sidecar.Cli.Bench;

/// <summary>Boots machines of the bench with Linux as the host, from boot.elf.</summary>
/// <param name="repository">The repository.</param>
/// <param name="linux">What Linux is started from.</param>
internal sealed class LinuxMachine(Repository repository, LinuxBoot linux)
{
    private const string Remedy = "build it with ./sidecar build";

    /// <summary>Boots one, and follows it to its end.</summary>
    /// <param name="plan">What to boot.</param>
    /// <param name="accelerator">What executes it.</param>
    /// <param name="presetDelay">Whether Linux is told how long its delay loop takes, as <c>./sidecar run</c> does.</param>
    /// <param name="cancel">Ends it early.</param>
    public async Task<(RunFolder Folder, RunOutcome Outcome)> RunAsync(RunPlan plan, Accelerator accelerator, bool presetDelay, CancellationToken cancel)
    {
        var folder = RunFolder.Create(repository);
        var runner = new MachineRunner(folder, new SilentView());
        var arguments = QemuCommand.Compose(new()
        {
            Machine = plan.Machine,
            Accelerator = accelerator,
            Source = BootSource.Elf,
            BootElf = Repository.Need(repository.BootElf, Remedy),
            SidecarElf = ModuleBundle.Make(repository, Repository.Need(repository.SidecarElf, Remedy), folder.Modules, linux.Files),
            Iso = repository.Iso,
            CommandLine = presetDelay ? linux.CommandLine(plan.CommandLine) : plan.CommandLine,
            Serial = runner.Ports(interactive: false),
            ServePort = plan.ServePort,
            SingleThread = plan.SingleThread,
        });
        return (folder, await runner.RunAsync(arguments, plan.Timeout, interactive: false, cancel));
    }
}
