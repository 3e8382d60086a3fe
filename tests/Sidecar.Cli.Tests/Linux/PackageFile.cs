using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Linux.Kernel;

namespace Sidecar.Cli.Tests.Linux;

/// <summary>An archive of packages in a file, in apt's words; of several versions the first is apt's choice.</summary>
internal sealed class PackageFile(string text) : IPackageArchive
{
    private readonly IReadOnlyList<ControlStanza> _all = ControlStanza.Parse(text.Split('\n'));

    /// <summary>Debian 12 with backports.</summary>
    public static PackageFile Debian12(Action<string>? download = null)
        => new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "debian12.packages.txt"))) { Download = download ?? (_ => { }) };

    /// <summary>Called for a download, with the folder for the files.</summary>
    public Action<string> Download { get; init; } = _ => { };

    public Task UpdateAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task DownloadAsync(IReadOnlyList<string> packages, string target, CancellationToken cancel)
    {
        Directory.CreateDirectory(target);
        Download(target);
        return Task.CompletedTask;
    }

    public async Task<ControlStanza?> CandidateAsync(string package, CancellationToken cancel) => (await VersionsAsync(package, cancel)).FirstOrDefault();

    public Task<IReadOnlyList<ControlStanza>> VersionsAsync(string package, CancellationToken cancel)
    {
        var words = package.Split('=');
        return Task.FromResult<IReadOnlyList<ControlStanza>>([.. _all.Where(stanza => stanza.Package == words[0] && (words.Length == 1 || stanza.Version == words[1]))]);
    }

    public Task<IReadOnlyList<string>> NamesAsync(string prefix, CancellationToken cancel)
        => Task.FromResult<IReadOnlyList<string>>([.. _all.Select(stanza => stanza.Package).Distinct().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))]);
}
