using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>Finds the packages of a kernel, starting from the empty ones whose dependency is the newest kernel there is.</summary>
/// <param name="index">The packages there are.</param>
/// <param name="distribution">What this system calls itself, for errors.</param>
internal sealed partial class KernelResolver(IPackageIndex index, string distribution)
{
    private const string Newest = $"linux-image-{KernelRelease.Flavour}";
    private const string BusyBox = "busybox-static";

    /// <summary>Finds them.</summary>
    /// <param name="series">The line of kernels, such as <c>6.12</c>; null for the one that the distribution takes.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">apt offers no such kernel.</exception>
    public async Task<KernelPackages> ResolveAsync(string? series, CancellationToken cancel)
    {
        if (await index.CandidateAsync(Newest, cancel) is not { } own)
        {
            throw new CliException(
                $"apt on {distribution} offers no {Newest}: --host linux needs Debian's kernel, from Debian 12 or 13, or a folder artifacts/linux that was filled there");
        }

        var image = Image(series is null ? own : await NewestOfAsync(series, cancel) ?? throw await NotOfferedAsync(series, cancel));
        KernelRelease.TryParsePackage(image.Package, out var release);
        var headers = new Dependency(release!.HeadersPackage, image.ExactVersion);
        if (await index.CandidateAsync(headers.Argument, cancel) is not { } stanza)
        {
            throw new CliException($"apt offers {image.Argument} but not {headers.Argument}, which the module is built with");
        }

        var needed = (await index.CandidateAsync(image.Argument, cancel))?.Dependencies ?? [];
        var parts = needed.Concat(stanza.Dependencies).Where(part => IsPart(part.Package, release)).Select(part => part.Argument);
        return new(release, [.. parts.Prepend(headers.Argument).Prepend(image.Argument).Append(BusyBox).Distinct()]);
    }

    /// <summary>
    /// Whether a package is a part of a kernel: of the same release (newer kernels are cut into image, binary, modules and base), or what its makefiles call. Not the compiler's package: it is empty, and gcc is
    /// looked for where it is used.
    /// </summary>
    private static bool IsPart(string package, KernelRelease release)
        => package.StartsWith("linux-kbuild-", StringComparison.Ordinal) || (package.StartsWith("linux-", StringComparison.Ordinal) && package.Contains(release.Version, StringComparison.Ordinal));

    /// <summary>The kernel that a package stands for.</summary>
    private static Dependency Image(ControlStanza stanza)
        => stanza.Dependencies.FirstOrDefault(dependency => KernelRelease.TryParsePackage(dependency.Package, out _))
            ?? throw new CliException($"the package {stanza.Package} {stanza.Version} names no kernel among what it depends on");

    /// <summary>Debian has further lines of kernels as versions of the same package, from backports, and as packages of their own name.</summary>
    private async Task<ControlStanza?> NewestOfAsync(string series, CancellationToken cancel)
    {
        IEnumerable<ControlStanza> offered = [.. await index.VersionsAsync(Newest, cancel), .. await index.VersionsAsync($"linux-image-{series}-{KernelRelease.Flavour}", cancel)];
        return offered
            .Select(stanza => (Stanza: stanza, Release: KernelRelease.TryParsePackage(Image(stanza).Package, out var release) ? release : null))
            .Where(offer => offer.Release?.Series == series)
            .OrderByDescending(offer => offer.Release)
            .FirstOrDefault().Stanza;
    }

    private async Task<CliException> NotOfferedAsync(string series, CancellationToken cancel)
    {
        var own = (await index.VersionsAsync(Newest, cancel)).Select(stanza => KernelRelease.TryParsePackage(Image(stanza).Package, out var release) ? release.Series : null);
        var named = (await index.NamesAsync("linux-image-", cancel)).Select(name => SeriesPackage().Match(name)).Where(match => match.Success).Select(match => match.Groups[1].Value);
        var all = own.OfType<string>().Concat(named).Distinct().OrderBy(text => Version.Parse(text));
        return new($"apt on {distribution} offers no Linux {series}: expected {SettingValue.OneOf(all)}");
    }

    [GeneratedRegex($@"^linux-image-(\d+\.\d+)-{KernelRelease.Flavour}$")]
    private static partial Regex SeriesPackage();
}
