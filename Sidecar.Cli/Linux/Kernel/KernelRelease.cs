using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>A kernel of Debian's, as its packages and <c>uname -r</c> name it: <c>6.1.0-56-cloud-amd64</c>.</summary>
internal sealed partial class KernelRelease : IComparable<KernelRelease>
{
    /// <summary>The kernels that are made for virtual machines: what a machine of QEMU's needs, and little else.</summary>
    public const string Flavour = "cloud-amd64";

    private const string ImagePrefix = "linux-image-";

    private KernelRelease(string version) => Version = version;

    /// <summary>The release without its flavour: <c>6.1.0-56</c>, <c>6.12.117+deb12</c>.</summary>
    public string Version { get; }

    /// <summary>Version and patch level, by which Debian's packages and people name a line of kernels: <c>6.1</c>.</summary>
    public string Series => string.Join('.', Version.Split('.').Take(2));

    /// <summary>The package of the kernel.</summary>
    public string ImagePackage => ImagePrefix + this;

    /// <summary>The package of its headers, and the name of their folder.</summary>
    public string HeadersPackage => $"linux-headers-{this}";

    /// <summary>Reads a release without its flavour.</summary>
    public static bool TryParse(string version, [NotNullWhen(true)] out KernelRelease? release)
    {
        release = VersionForm().IsMatch(version) ? new(version) : null;
        return release is not null;
    }

    /// <summary>Reads the name of a kernel's package.</summary>
    public static bool TryParsePackage(string package, [NotNullWhen(true)] out KernelRelease? release)
    {
        var match = PackageForm().Match(package);
        release = null;
        return match.Success && TryParse(match.Groups[1].Value, out release);
    }

    /// <summary>By number: 6.12.117 is newer than 6.12.95.</summary>
    public int CompareTo(KernelRelease? other)
    {
        if (other is null)
        {
            return 1;
        }

        var (mine, theirs) = (Numbers(Version), Numbers(other.Version));
        var differing = mine.Zip(theirs).Select(pair => pair.First.CompareTo(pair.Second)).FirstOrDefault(order => order != 0);
        return differing != 0 ? differing : mine.Length.CompareTo(theirs.Length);
    }

    /// <summary>The release as <c>uname -r</c> says it.</summary>
    public override string ToString() => $"{Version}-{Flavour}";

    private static int[] Numbers(string version)
        => [.. Digits().Matches(version).Select(match => int.Parse(match.ValueSpan, CultureInfo.InvariantCulture))];

    // At least three numbers, which the packages that stand for the newest of a series do not have.
    [GeneratedRegex(@"^\d{1,4}\.\d{1,4}\.\d{1,4}[-+.\w]*$")]
    private static partial Regex VersionForm();

    [GeneratedRegex($"^{ImagePrefix}(.+)-{Flavour}$")]
    private static partial Regex PackageForm();

    [GeneratedRegex(@"\d{1,9}")]
    private static partial Regex Digits();
}
