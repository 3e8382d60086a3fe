using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Build;

/// <summary>Builds the solution and the ISO.</summary>
/// <param name="repository">The repository.</param>
/// <param name="say">Takes a line for the user.</param>
internal sealed class Builder(Repository repository, Action<string> say)
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(30);

    private string Stamp => Path.Combine(repository.Artifacts, "build.stamp");

    /// <summary>Builds everything that is out of date.</summary>
    /// <param name="config">The settings that go into the ISO.</param>
    /// <param name="iso">Whether the ISO is wanted.</param>
    /// <param name="always">Ask MSBuild even when no source has changed.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">It failed.</exception>
    public async Task BuildAsync(CosmosConfig config, bool iso, bool always, CancellationToken cancel)
    {
        await using var exclusive = await BuildLock.TakeAsync(repository, say, cancel);
        var fingerprint = SourceFingerprint.Of(repository.Root);
        if (always || !IsCurrent(fingerprint))
        {
            await BuildSolutionAsync(cancel);
            await File.WriteAllTextAsync(Stamp, fingerprint, cancel);
        }

        if (iso && await IsoBuilder.MakeAsync(repository, config, repository.SidecarElf, repository.Iso, cancel))
        {
            say($"made {Path.GetRelativePath(repository.Root, repository.Iso)}");
        }
    }

    private bool IsCurrent(string fingerprint)
        => File.Exists(Stamp) && File.Exists(repository.BootElf) && File.Exists(repository.SidecarElf) && File.ReadAllText(Stamp) == fingerprint;

    private async Task BuildSolutionAsync(CancellationToken cancel)
    {
        say("building Sidecar.sln");
        var result = await Tool.RunAsync(
            "dotnet", ["build", Repository.Need(repository.Solution, "it belongs to the repository"), "-nologo", "-v:quiet", "-clp:NoSummary"], BuildLimit, cancel);
        if (result.ExitCode == 0)
        {
            return;
        }

        foreach (var line in result.Lines.Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct().Take(20))
        {
            say(line.Trim());
        }

        throw new CliException($"dotnet build Sidecar.sln failed ({result.ExitCode})");
    }
}
