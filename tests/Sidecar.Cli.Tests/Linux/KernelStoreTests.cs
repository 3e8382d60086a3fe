using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Linux.Kernel;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Linux;

/// <summary>The folder of kernels, filled from an archive of the test's own.</summary>
public sealed class KernelStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-kernels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AKernelThatIsThereIsTakenWithoutAskingAnybody()
    {
        foreach (var name in new[] { "6.1.0-50", "6.1.0-56", "6.12.95+deb12", "6.12.117+deb12", "programs", "new-12" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }

        File.CreateSymbolicLink(Path.Combine(_folder, "auto"), "6.1.0-50");
        var store = new KernelStore(_folder, line => throw new InvalidOperationException(line), _ => throw new InvalidOperationException());

        (await store.ObtainAsync(null, CancellationToken.None)).Release.Version.ShouldBe("6.1.0-50");
        (await store.ObtainAsync("6.1", CancellationToken.None)).Release.Version.ShouldBe("6.1.0-56");
        (await store.ObtainAsync("6.12", CancellationToken.None)).Root.ShouldBe(Path.Combine(_folder, "6.12.117+deb12"));
        store.Find("6.11").ShouldBeNull();
    }

    [Fact]
    public void WhatIsNotThereIsNotFound()
    {
        var store = Store();
        store.Find(null).ShouldBeNull();
        File.CreateSymbolicLink(Path.Combine(_folder, "auto"), "6.1.0-50");
        store.Find(null).ShouldBeNull();
        Store(folder: "nowhere").Find("6.1").ShouldBeNull();
    }

    [Fact]
    public async Task AKernelIsFetchedUnpackedAndRemembered()
    {
        var store = Store(Packages);
        var kernel = await store.ObtainAsync(null, CancellationToken.None);

        kernel.Root.ShouldBe(Path.Combine(_folder, "6.1.0-56"));
        (await File.ReadAllTextAsync(Path.Combine(kernel.Headers, "Makefile"))).ShouldBe("include ../../../usr/src/linux-headers-6.1.0-56-common/Makefile\n");
        (await File.ReadAllLinesAsync(Path.Combine(kernel.Root, "packages.txt")))[0].ShouldBe("linux-image-6.1.0-56-cloud-amd64=6.1.192-2");
        Names().ShouldBe(["6.1.0-56", "auto", "lock"]);
        store.Find(null)!.Root.ShouldBe(kernel.Root);
    }

    [Fact]
    public async Task AKernelOfASeriesIsNotTheDistributionsOwn()
    {
        var store = Store(Packages);
        (await store.ObtainAsync("6.12", CancellationToken.None)).Release.Version.ShouldBe("6.12.117+deb12");
        Names().ShouldBe(["6.12.117+deb12", "lock"]);
        store.Find(null).ShouldBeNull();
        await store.ObtainAsync(null, CancellationToken.None);
        Names().ShouldBe(["6.1.0-56", "6.12.117+deb12", "auto", "lock"]);
    }

    [Fact]
    public async Task ABrokenDownloadLeavesNothing()
    {
        (await Should.ThrowAsync<CliException>(() => Store(folder => throw new CliException("the network is down")).ObtainAsync(null, CancellationToken.None))).Message.ShouldBe("the network is down");
        Names().ShouldBe(["lock"]);
        (await Should.ThrowAsync<CliException>(() => Store(folder => File.WriteAllText(Path.Combine(folder, "half.deb"), "!<arch>")).ObtainAsync(null, CancellationToken.None))).Message
            .ShouldStartWith("dpkg-deb -x half.deb failed (2): ");
        Names().ShouldBe(["lock"]);
    }

    [Fact]
    public async Task PackagesThatLackSomethingAreNoKernel()
    {
        (await Should.ThrowAsync<CliException>(() => Store(folder => Packages(folder, "boot/vmlinuz-6.1.0-56-cloud-amd64")).ObtainAsync(null, CancellationToken.None))).Message
            .ShouldBe("the packages of Linux 6.1.0-56-cloud-amd64 bring no boot/vmlinuz-6.1.0-56-cloud-amd64: another --kernel may do");
        Names().ShouldBe(["lock"]);
    }

    [Fact]
    public async Task WhatAKilledRunLeftIsClearedAway()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "new-1", "root", "boot"));
        await Store(Packages).ObtainAsync(null, CancellationToken.None);
        Names().ShouldBe(["6.1.0-56", "auto", "lock"]);
    }

    [Fact]
    public void AFolderThatLacksAFileIsNamed()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "6.1.0-50"));
        var kernel = Store().Find("6.1")!;
        Should.Throw<CliException>(() => kernel.Image).Message
            .ShouldBe($"{_folder}/6.1.0-50/boot/vmlinuz-6.1.0-50-cloud-amd64 is missing: delete {_folder}/6.1.0-50, and ./sidecar fetches the kernel again");
        Should.Throw<CliException>(() => kernel.BusyBox).Message.ShouldStartWith($"{_folder}/6.1.0-50/bin/busybox is missing: ");
        Directory.CreateDirectory(Path.Combine(kernel.Root, "usr", "bin"));
        File.WriteAllText(Path.Combine(kernel.Root, "usr", "bin", "busybox"), "");
        kernel.BusyBox.ShouldBe($"{kernel.Root}/usr/bin/busybox");
        kernel.TicksPerSecond.ShouldBeNull();
        Directory.CreateDirectory(Path.Combine(kernel.Root, "boot"));
        File.WriteAllText(Path.Combine(kernel.Root, "boot", "config-6.1.0-50-cloud-amd64"), "CONFIG_HZ_250=y\nCONFIG_HZ=250\n");
        kernel.TicksPerSecond.ShouldBe(250);
    }

    private KernelStore Store(Action<string>? download = null, string folder = "") => new(Path.Combine(_folder, folder), _ => { }, _ => PackageFile.Debian12(download));

    private string[] Names() => [.. Directory.GetFileSystemEntries(_folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static void Packages(string folder) => Packages(folder, "");

    private static (string Name, string Text)[] KernelFiles(string release, string common) =>
    [
        ($"boot/vmlinuz-{release}", ""),
        ($"lib/modules/{release}/modules.builtin", ""),
        ($"usr/src/linux-headers-{release}/Makefile", $"include /usr/src/linux-headers-{common}/Makefile\n"),
    ];

    /// <summary>Makes a package, as small as one can be, that has what is looked for in either kernel.</summary>
    private static void Packages(string folder, string without)
    {
        var tree = Path.Combine(folder, "tree");
        List<(string Name, string Text)> files =
        [
            ("DEBIAN/control", "Package: tiny\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: tiny\n"),
            ("bin/busybox", ""),
            .. KernelFiles("6.1.0-56-cloud-amd64", "6.1.0-56-common"),
            .. KernelFiles("6.12.117+deb12-cloud-amd64", "6.12.117+deb12-common"),
        ];
        foreach (var (name, text) in files.Where(file => file.Name != without))
        {
            var path = Path.Combine(tree, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Tool.RunAsync("dpkg-deb", ["--build", tree, Path.Combine(folder, "tiny.deb")], TimeSpan.FromMinutes(1), CancellationToken.None).GetAwaiter().GetResult().ExitCode.ShouldBe(0);
        Directory.Delete(tree, recursive: true);
    }
}
