using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Linux.Kernel;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Linux;

/// <summary>Kernels that are there already; fetching one is apt's work.</summary>
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
        var store = new KernelStore(_folder, line => throw new InvalidOperationException(line));

        (await store.ObtainAsync(null, CancellationToken.None)).Release.Version.ShouldBe("6.1.0-50");
        (await store.ObtainAsync("6.1", CancellationToken.None)).Release.Version.ShouldBe("6.1.0-56");
        (await store.ObtainAsync("6.12", CancellationToken.None)).Root.ShouldBe(Path.Combine(_folder, "6.12.117+deb12"));
        store.Find("6.11").ShouldBeNull();
    }

    [Fact]
    public void WhatIsNotThereIsNotFound()
    {
        var store = new KernelStore(_folder, _ => { });
        store.Find(null).ShouldBeNull();
        File.CreateSymbolicLink(Path.Combine(_folder, "auto"), "6.1.0-50");
        store.Find(null).ShouldBeNull();
        new KernelStore(Path.Combine(_folder, "nowhere"), _ => { }).Find("6.1").ShouldBeNull();
    }

    [Fact]
    public void AFolderThatLacksAFileIsNamed()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "6.1.0-50"));
        var kernel = new KernelStore(_folder, _ => { }).Find("6.1")!;
        Should.Throw<CliException>(() => kernel.Image).Message
            .ShouldBe($"{_folder}/6.1.0-50/boot/vmlinuz-6.1.0-50-cloud-amd64 is missing: delete {_folder}/6.1.0-50, and ./sidecar fetches the kernel again");
        Should.Throw<CliException>(() => kernel.BusyBox).Message.ShouldStartWith($"{_folder}/6.1.0-50/bin/busybox is missing: ");
        Directory.CreateDirectory(Path.Combine(kernel.Root, "usr", "bin"));
        File.WriteAllText(Path.Combine(kernel.Root, "usr", "bin", "busybox"), "");
        kernel.BusyBox.ShouldBe($"{kernel.Root}/usr/bin/busybox");
    }
}
