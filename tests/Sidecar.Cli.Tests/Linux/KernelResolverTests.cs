using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Linux.Kernel;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Linux;

public class KernelResolverTests
{
    [Fact]
    public async Task TheDistributionsOwnKernelIsAptsChoice()
    {
        var packages = await ResolveAsync(null);
        packages.Release.ToString().ShouldBe("6.1.0-56-cloud-amd64");
        packages.Arguments.ShouldBe(
        [
            "linux-image-6.1.0-56-cloud-amd64=6.1.192-2",
            "linux-headers-6.1.0-56-cloud-amd64=6.1.192-2",
            "linux-headers-6.1.0-56-common=6.1.192-2",
            "linux-kbuild-6.1",
            "busybox-static",
        ]);
    }

    [Fact]
    public async Task OfASeriesTheNewestIsTakenWhicheverWayItIsOffered()
    {
        var packages = await ResolveAsync("6.12");
        packages.Release.ToString().ShouldBe("6.12.117+deb12-cloud-amd64");
        packages.Arguments.ShouldBe(
        [
            "linux-image-6.12.117+deb12-cloud-amd64=6.12.117-1~deb12u1",
            "linux-headers-6.12.117+deb12-cloud-amd64=6.12.117-1~deb12u1",
            "linux-headers-6.12.117+deb12-common=6.12.117-1~deb12u1",
            "linux-kbuild-6.12.117+deb12",
            "busybox-static",
        ]);
        (await ResolveAsync("6.1")).Release.Version.ShouldBe("6.1.0-56");
    }

    [Fact]
    public async Task ANewerKernelIsInMorePieces()
    {
        var index = new PackageFile(
            """
            Package: linux-image-cloud-amd64
            Version: 7.3.4-1
            Depends: linux-base-cloud-amd64 (= 7.3.4-1), linux-image-7.3.4+deb13-cloud-amd64 (= 7.3.4-1), linux-modules-cloud-amd64 (= 7.3.4-1)

            Package: linux-image-7.3.4+deb13-cloud-amd64
            Version: 7.3.4-1
            Depends: dracut | initramfs-tools, linux-base-7.3.4+deb13-cloud-amd64 (= 7.3.4-1), linux-binary-7.3.4+deb13-cloud-amd64 (= 7.3.4-1), linux-modules-7.3.4+deb13-cloud-amd64 (= 7.3.4-1)

            Package: linux-headers-7.3.4+deb13-cloud-amd64
            Version: 7.3.4-1
            Depends: gcc-14-for-host, linux-base (>= 4.12~), linux-base-7.3.4+deb13-cloud-amd64 (= 7.3.4-1), linux-headers-7.3.4+deb13-common (= 7.3.4-1), linux-kbuild-7.3.4+deb13

            """);
        (await new KernelResolver(index, "Debian 13").ResolveAsync(null, CancellationToken.None)).Arguments.Select(argument => argument.Split('=')[0]).ShouldBe(
        [
            "linux-image-7.3.4+deb13-cloud-amd64",
            "linux-headers-7.3.4+deb13-cloud-amd64",
            "linux-base-7.3.4+deb13-cloud-amd64",
            "linux-binary-7.3.4+deb13-cloud-amd64",
            "linux-modules-7.3.4+deb13-cloud-amd64",
            "linux-headers-7.3.4+deb13-common",
            "linux-kbuild-7.3.4+deb13",
            "busybox-static",
        ]);
    }

    [Fact]
    public async Task ASeriesThatIsNotThereIsRefusedWithThoseThatAre()
        => (await Should.ThrowAsync<CliException>(() => ResolveAsync("6.7"))).Message.ShouldBe("apt on Debian 12 offers no Linux 6.7: expected 6.1 or 6.12");

    [Fact]
    public async Task ASystemWithoutDebiansKernel()
        => (await Should.ThrowAsync<CliException>(() => new KernelResolver(new PackageFile(""), "Ubuntu 24.04").ResolveAsync("6.1", CancellationToken.None))).Message
            .ShouldBe("apt on Ubuntu 24.04 offers no linux-image-cloud-amd64: --host linux needs Debian's kernel, from Debian 12 or 13, or a folder artifacts/linux that was filled there");

    [Fact]
    public async Task AKernelWithoutHeaders()
    {
        var index = new PackageFile("Package: linux-image-cloud-amd64\nVersion: 1\nDepends: linux-image-6.1.0-9-cloud-amd64 (= 1)\n");
        (await Should.ThrowAsync<CliException>(() => new KernelResolver(index, "x").ResolveAsync(null, CancellationToken.None))).Message
            .ShouldBe("apt offers linux-image-6.1.0-9-cloud-amd64=1 but not linux-headers-6.1.0-9-cloud-amd64=1, which the module is built with");
    }

    [Fact]
    public async Task APackageThatStandsForNoKernel()
    {
        var index = new PackageFile("Package: linux-image-cloud-amd64\nVersion: 1\nDepends: linux-base\n");
        (await Should.ThrowAsync<CliException>(() => new KernelResolver(index, "x").ResolveAsync(null, CancellationToken.None))).Message
            .ShouldBe("the package linux-image-cloud-amd64 1 names no kernel among what it depends on");
    }

    [Theory]
    [InlineData("linux-image-6.1.0-56-cloud-amd64", "6.1.0-56", "6.1")]
    [InlineData("linux-image-6.12.90+deb12.1-cloud-amd64", "6.12.90+deb12.1", "6.12")]
    [InlineData("linux-image-6.12-cloud-amd64", null, null)]
    [InlineData("linux-image-cloud-amd64", null, null)]
    [InlineData("linux-image-6.1.0-56-cloud-amd64-dbg", null, null)]
    [InlineData("linux-image-6.1.0-56-amd64", null, null)]
    [InlineData("linux-image-6.1.0/../x-cloud-amd64", null, null)]
    public void ReleasesOfPackages(string package, string? version, string? series)
    {
        KernelRelease.TryParsePackage(package, out var release).ShouldBe(version is not null);
        (release?.Version, release?.Series).ShouldBe((version, series));
    }

    [Fact]
    public void ReleasesAreOrderedByNumber()
    {
        string[] ascending = ["5.10.0-1", "6.1.0-9", "6.1.0-56", "6.12.95+deb12", "6.12.95+deb12.1", "6.12.117+deb12", "6.12.117+deb13"];
        ascending.Reverse().Select(text => KernelRelease.TryParse(text, out var release) ? release : null).Order().Select(release => release!.Version).ShouldBe(ascending);
    }

    [Theory]
    [InlineData("a (= 1:2.3-4~x)", "a=1:2.3-4~x")]
    [InlineData("a (>= 4.12~), b | c (= 1), d:any", "a b d")]
    [InlineData("linux-kbuild-6.12.117+deb12, gcc-12", "linux-kbuild-6.12.117+deb12 gcc-12")]
    [InlineData("", "")]
    public void Dependencies(string field, string arguments) => string.Join(' ', Dependency.ParseList(field).Select(dependency => dependency.Argument)).ShouldBe(arguments);

    private static Task<KernelPackages> ResolveAsync(string? series) => new KernelResolver(PackageFile.Debian12(), "Debian 12").ResolveAsync(series, CancellationToken.None);
}
