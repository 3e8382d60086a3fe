using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Build;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Commands;

/// <summary><c>./sidecar build</c>.</summary>
internal static class BuildCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var command = new Command("build", "Build the solution and sidecar.iso") { config };
        command.SetAction((parsed, cancel) => BuildAsync(parsed.GetValue(config), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    private static async Task<int> BuildAsync(string? configPath, TextWriter output, CancellationToken cancel)
    {
        var repository = Repository.Find();
        var config = CommonOptions.Read(repository, configPath);
        await new Builder(repository, output.WriteLine).BuildAsync(config, iso: true, always: true, cancel);
        foreach (var path in new[] { repository.BootElf, repository.SidecarElf, repository.Iso })
        {
            await output.WriteLineAsync($"{Path.GetRelativePath(repository.Root, path)}  {new FileInfo(Repository.Need(path, "the build did not make it")).Length:N0} bytes");
        }

        return ExitCode.Passed;
    }
}
