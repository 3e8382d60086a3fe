using System.CommandLine;
using Sidecar.Cli.Bench;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Commands;

/// <summary><c>./sidecar bench</c>.</summary>
internal static class BenchCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var host = OptionFactory.Value<BenchHost>("--host", "both|monitor|linux", "Which host kernel's figures", SettingValue.Choice);
        var accelerator = CommonOptions.Accelerator();
        var config = CommonOptions.Config();
        var noBuild = CommonOptions.NoBuild();
        var command = new Command("bench", "Count instructions and measure time, beside the Rust kernel's figures and Linux's") { host, accelerator, config, noBuild };
        command.SetAction((parsed, cancel) =>
        {
            var repository = Repository.Find();
            var settings = CommonOptions.Read(repository, parsed.GetValue(config));
            return new BenchSession(repository, settings, parsed.InvocationConfiguration.Output)
                .RunAsync(parsed.GetValue(host) ?? BenchHost.Both, parsed.GetValue(accelerator) ?? settings.Machine.Accelerator, build: !parsed.GetValue(noBuild), cancel);
        });
        return command;
    }
}
