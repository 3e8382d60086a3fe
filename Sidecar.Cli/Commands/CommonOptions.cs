using System.CommandLine;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>Another configuration file.</summary>
    public static Option<string?> Config() => OptionFactory.Text("--config", "FILE", "Read this instead of cosmos.config", NotEmpty);

    /// <summary>Do not build first.</summary>
    public static Option<bool> NoBuild() => OptionFactory.Flag("--no-build", "Take the artifacts as they are");

    /// <summary>The accelerator.</summary>
    public static Option<Accelerator?> Accelerator()
        => OptionFactory.Value<Accelerator>("--accel", "auto|tcg|kvm", "What executes the machine's instructions", SettingValue.Choice);

    /// <summary>Any text but none.</summary>
    public static string? NotEmpty(string text) => text.Length > 0 ? null : "expected a file";

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="CliException">The file is missing.</exception>
    /// <exception cref="ConfigException">The file is refused.</exception>
    public static CosmosConfig Read(Repository repository, string? path)
        => ConfigReader.ReadFile(Repository.Need(path ?? repository.Config, path is null ? "it belongs to the repository" : "--config names no file"));
}
