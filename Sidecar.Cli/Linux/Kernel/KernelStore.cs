using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>The kernels that have been fetched, a folder each: <c>artifacts/linux/6.1.0-56</c>. One that is there is taken as it is, without asking anybody.</summary>
/// <param name="folder">artifacts/linux.</param>
/// <param name="say">Takes a line for the user.</param>
/// <param name="open">Opens the archive that kernels come from, given a folder to work in.</param>
internal sealed class KernelStore(string folder, Action<string> say, Func<string, IPackageArchive> open)
{
    // Names the kernel that apt took when nobody asked for a certain one.
    private const string OwnName = "auto";
    private const string UnfinishedPrefix = "new-";
    private const string PackagesName = "packages.txt";

    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan UnpackLimit = TimeSpan.FromMinutes(5);

    /// <summary>A kernel, fetched if it is not there.</summary>
    /// <param name="series">The line of kernels, such as <c>6.12</c>; null for the one that the distribution takes.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">It cannot be had.</exception>
    public async Task<LinuxKernel> ObtainAsync(string? series, CancellationToken cancel)
    {
        if (Find(series) is { } found)
        {
            return found;
        }

        Directory.CreateDirectory(folder);
        await using var exclusive = await FileLock.TakeAsync(Path.Combine(folder, "lock"), LockLimit, () => say("waiting for another ./sidecar that fetches a kernel"), cancel);
        return Find(series) ?? await FetchAsync(series, cancel);
    }

    /// <summary>The newest kernel of a line that is there, or the distribution's own; null for none.</summary>
    public LinuxKernel? Find(string? series)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var names = series is null
            ? new[] { new DirectoryInfo(Path.Combine(folder, OwnName)).LinkTarget }
            : Directory.GetDirectories(folder).Select(Path.GetFileName);
        var release = names
            .Select(name => name is not null && KernelRelease.TryParse(name, out var parsed) ? parsed : null)
            .Where(parsed => parsed is not null && (series is null || parsed.Series == series))
            .Max();
        return release is not null && Directory.Exists(PathOf(release)) ? new(PathOf(release), release) : null;
    }

    private string PathOf(KernelRelease release) => Path.Combine(folder, release.Version);

    private async Task<LinuxKernel> FetchAsync(string? series, CancellationToken cancel)
    {
        // What an earlier attempt left behind. Nobody else is at it: the lock is held.
        foreach (var left in Directory.GetDirectories(folder, UnfinishedPrefix + "*"))
        {
            Directory.Delete(left, recursive: true);
        }

        var work = Directory.CreateDirectory(Path.Combine(folder, $"{UnfinishedPrefix}{Environment.ProcessId}")).FullName;
        try
        {
            var archive = open(Path.Combine(work, "apt"));
            say("asking apt for Debian's kernel");
            await archive.UpdateAsync(cancel);
            var packages = await new KernelResolver(archive, Distribution.Name()).ResolveAsync(series, cancel);
            if (!Directory.Exists(PathOf(packages.Release)))
            {
                say($"fetching Linux {packages.Release}");
                var files = Path.Combine(work, "packages");
                await archive.DownloadAsync(packages.Arguments, files, cancel);
                var root = Path.Combine(work, "root");
                await UnpackAsync(files, root, cancel);
                if (new LinuxKernel(root, packages.Release).Missing is { } missing)
                {
                    throw new CliException($"the packages of Linux {packages.Release} bring no {missing}: another --kernel may do");
                }

                HeaderPaths.Rewrite(root);
                await File.WriteAllLinesAsync(Path.Combine(root, PackagesName), packages.Arguments, cancel);
                // The last step, and one that either happens or does not: a kernel that is there is whole.
                Directory.Move(root, PathOf(packages.Release));
            }

            if (series is null)
            {
                Point(packages.Release.Version);
            }

            return new(PathOf(packages.Release), packages.Release);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task UnpackAsync(string files, string root, CancellationToken cancel)
    {
        foreach (var file in Directory.GetFiles(files, "*.deb").Order(StringComparer.Ordinal))
        {
            var result = await Tool.RunAsync("dpkg-deb", ["-x", file, root], UnpackLimit, cancel);
            if (result.ExitCode != 0)
            {
                throw new CliException($"dpkg-deb -x {Path.GetFileName(file)} failed ({result.ExitCode}): {result.Tail}");
            }
        }
    }

    private void Point(string name)
    {
        var link = Path.Combine(folder, OwnName);
        File.Delete(link);
        File.CreateSymbolicLink(link, name);
    }
}
