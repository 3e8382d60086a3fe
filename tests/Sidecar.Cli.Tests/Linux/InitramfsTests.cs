using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Linux.Initramfs;
using Sidecar.Cli.Linux.Kernel;
using Sidecar.Cli.Project;
using Sidecar.Cli.Tests.Build;
using Xunit;

namespace Sidecar.Cli.Tests.Linux;

public sealed class InitramfsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sidecar-initramfs-").FullName;
    private readonly LinuxKernel _kernel;

    public InitramfsTests()
    {
        KernelRelease.TryParse("6.1.0-56", out var release);
        _kernel = new(_root, release!);
        Write("lib/modules/6.1.0-56-cloud-amd64/modules.builtin", "kernel/drivers/virtio/virtio-ring.ko\nkernel/fs/ext4.ko\n");
        Module("kernel/drivers/virtio/virtio.ko", "");
        Module("kernel/drivers/virtio/virtio_pci.ko", "virtio,virtio_ring");
        Module("kernel/net/core/failover.ko", "");
        Module("kernel/drivers/net/net_failover.ko", "failover");
        Module("kernel/drivers/net/virtio-net.ko", "net_failover,virtio");
    }

    private static InitramfsContent Content => new()
    {
        Init = "#!/bin/busybox sh\n"u8.ToArray(),
        BusyBox = [1, 2, 3],
        Applets = ["ls", "sh", "vmm", "busybox"],
        Programs = [("vmm", [4, 5])],
        Guests = [("hello.elf", [1, 2])],
        Libraries = [("/lib/x86_64-linux-gnu/libc.so.6", [6]), ("/lib64/ld-linux-x86-64.so.2", [7])],
        Modules = [("virtio", [8]), ("mshv_vtl_sidecar", [9])],
    };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void WhatIsInIt() => CpioReader.Read(InitramfsWriter.Write(Content)).Select(member => member.Listing).ShouldBe(
    [
        "drwxr-xr-x 0 bin",
        "drwxr-xr-x 0 dev",
        "drwxr-xr-x 0 etc",
        "drwxr-xr-x 0 guests",
        "drwxr-xr-x 0 modules",
        "drwxr-xr-x 0 proc",
        "drwxr-xr-x 0 root",
        "drwxr-xr-x 0 sys",
        "drwxr-xr-x 0 tmp",
        "drwxr-xr-x 0 lib",
        "drwxr-xr-x 0 lib/x86_64-linux-gnu",
        "drwxr-xr-x 0 lib64",
        "crw------- 5, 1 dev/console",
        "crw------- 1, 3 dev/null",
        "-rwxr-xr-x 18 init",
        "-rwxr-xr-x 3 bin/busybox",
        "lrwxrwxrwx 7 bin/ls -> busybox",
        "lrwxrwxrwx 7 bin/sh -> busybox",
        "-rwxr-xr-x 2 bin/vmm",
        "-rw-r--r-- 2 guests/hello.elf",
        "-rwxr-xr-x 1 lib/x86_64-linux-gnu/libc.so.6",
        "-rwxr-xr-x 1 lib64/ld-linux-x86-64.so.2",
        "-rw-r--r-- 1 modules/00-virtio.ko",
        "-rw-r--r-- 1 modules/01-mshv_vtl_sidecar.ko",
    ]);

    [Fact]
    public void TheSameContentMakesTheSameBytes() => InitramfsWriter.Write(Content).ShouldBe(InitramfsWriter.Write(Content));

    [Fact]
    public void EveryFolderStandsBeforeWhatIsInIt()
    {
        var seen = new System.Collections.Generic.HashSet<string> { "" };
        foreach (var member in CpioReader.Read(InitramfsWriter.Write(Content)))
        {
            seen.ShouldContain(Path.GetDirectoryName(member.Name)!);
            seen.Add(member.Name).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("virtio_net", "failover net_failover virtio virtio_net")]
    [InlineData("virtio-net,virtio_pci", "failover net_failover virtio virtio_net virtio_pci")]
    [InlineData("virtio_ring,ext4", "")]
    [InlineData("virtio,virtio", "virtio")]
    public async Task ModulesComeBehindWhatTheyNeed(string wanted, string order)
        => string.Join(' ', (await new KernelModules(_kernel).GatherAsync(wanted.Split(','), [], CancellationToken.None)).Select(module => module.Name)).ShouldBe(order);

    [Fact]
    public async Task ThisProjectsModuleComesLast()
    {
        var built = Path.Combine(_root, "modules", "mshv-vtl-sidecar.ko");
        Write("modules/mshv-vtl-sidecar.ko", "\0depends=failover\0");
        var modules = await new KernelModules(_kernel).GatherAsync(["virtio"], [built], CancellationToken.None);
        modules.Select(module => module.Name).ShouldBe(["virtio", "failover", "mshv_vtl_sidecar"]);
        modules[^1].Content.ShouldBe("\0depends=failover\0"u8.ToArray());
    }

    [Fact]
    public async Task AModuleThatIsNotThere()
        => (await Should.ThrowAsync<CliException>(() => new KernelModules(_kernel).GatherAsync(["floppy"], [], CancellationToken.None))).Message
            .ShouldBe("Linux 6.1.0-56-cloud-amd64 has no module floppy");

    [Theory]
    [InlineData("a/virtio-net.ko", "virtio_net")]
    [InlineData("virtio_net.ko.xz", "virtio_net")]
    [InlineData("x.kox", null)]
    [InlineData(".ko", null)]
    [InlineData("modules.order", null)]
    public void NamesOfModules(string file, string? name) => KernelModuleFile.NameOf(file).ShouldBe(name);

    [Fact]
    public void LibrariesAsLddTellsThem() => SharedLibraries.Parse("vmm",
    [
        "\tlinux-vdso.so.1 (0x00007f69add3f000)",
        "\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f69adb0d000)",
        "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f69ad92b000)",
        "\t/lib64/ld-linux-x86-64.so.2 (0x00007f69add41000)",
    ]).ShouldBe(["/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libm.so.6", "/lib64/ld-linux-x86-64.so.2"]);

    [Fact]
    public void AProgramWithoutLibraries()
    {
        SharedLibraries.Parse("vmm", ["\tstatically linked"]).ShouldBeEmpty();
        SharedLibraries.Parse("vmm", ["\tnot a dynamic executable"]).ShouldBeEmpty();
    }

    [Fact]
    public void ALibraryThatIsNotThere()
        => Should.Throw<CliException>(() => SharedLibraries.Parse("vmm", ["\tlibx.so.1 => not found"])).Message.ShouldBe("vmm needs a library that is not there: libx.so.1 => not found");

    private void Module(string path, string needs) => Write($"lib/modules/6.1.0-56-cloud-amd64/{path}", $"ELF\0license=GPL\0depends={needs}\0name=x\0");

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
