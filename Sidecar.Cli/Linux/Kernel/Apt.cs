using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>
/// apt with this machine's sources and keys, but with lists and a cache of its own: it needs no root, changes nothing outside of its folder, and knows the packages of today even where nobody has
/// updated the machine's lists.
/// </summary>
internal sealed class Apt : IPackageArchive
{
    private static readonly TimeSpan QueryLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan NetworkLimit = TimeSpan.FromMinutes(20);

    private readonly string _folder;

    private Apt(string folder) => _folder = folder;

    private string[] Options =>
    [
        "-q",
        "-o", $"Dir::State={_folder}/state",
        "-o", $"Dir::State::lists={_folder}/state/lists",
        "-o", $"Dir::Cache={_folder}/cache",
        "-o", "Acquire::Languages=none",
        // Otherwise root's apt becomes a user who may not reach this folder.
        "-o", "APT::Sandbox::User=root",
    ];

    /// <summary>This system's apt.</summary>
    /// <param name="folder">Where lists and cache go.</param>
    /// <exception cref="CliException">It has none.</exception>
    public static IPackageArchive Open(string folder)
        => ProgramPath.Find("apt-get") is not null
            ? new Apt(folder)
            : throw new CliException("there is no apt-get, which fetches Debian's kernel for --host linux: fill artifacts/linux on Debian 12 or 13, and copy it here");

    /// <inheritdoc/>
    public async Task UpdateAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state", "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(_folder, "cache", "archives", "partial"));
        var result = await Tool.RunAsync("apt-get", [.. Options, "update"], NetworkLimit, cancel);
        // One source that fails, a browser's for instance, is no reason to give up: whether Debian's is among the others will be seen.
        if (result.ExitCode != 0 && Directory.GetFiles(Path.Combine(_folder, "state", "lists"), "*_Packages*").Length == 0)
        {
            throw new CliException($"apt-get update failed ({result.ExitCode}), and no kernel has been fetched before: {result.Tail}");
        }
    }

    /// <inheritdoc/>
    public async Task<ControlStanza?> CandidateAsync(string package, CancellationToken cancel)
        => await ShowAsync(["--no-all-versions", "show", package], cancel) is [var stanza, ..] ? stanza : null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ControlStanza>> VersionsAsync(string package, CancellationToken cancel) => ShowAsync(["show", package], cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> NamesAsync(string prefix, CancellationToken cancel)
        => (await Tool.RunAsync("apt-cache", [.. Options, "pkgnames", prefix], QueryLimit, cancel)).Lines;

    /// <inheritdoc/>
    public async Task DownloadAsync(IReadOnlyList<string> packages, string target, CancellationToken cancel)
    {
        Directory.CreateDirectory(target);
        var result = await Tool.RunAsync("apt-get", [.. Options, "download", .. packages], NetworkLimit, cancel, folder: target);
        if (result.ExitCode != 0)
        {
            throw new CliException($"apt-get download {string.Join(' ', packages)} failed ({result.ExitCode}): {result.Tail}");
        }
    }

    private async Task<IReadOnlyList<ControlStanza>> ShowAsync(string[] words, CancellationToken cancel)
    {
        // A package that apt does not know is exit code 100 and no stanza.
        var result = await Tool.RunAsync("apt-cache", [.. Options, .. words], QueryLimit, cancel);
        return ControlStanza.Parse(result.Lines);
    }
}
