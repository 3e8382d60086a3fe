using System;
using System.IO;
using System.Linq;
using System.Text;
using Shouldly;
using Sidecar.Cli.Build;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Build;

public sealed class ModuleBundleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-bundle");
    private readonly Repository _repository;

    public ModuleBundleTests() => _repository = new(_folder.FullName);

    private string Archive => Path.Combine(_folder.FullName, "modules.cpio");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void WithoutGuestsTheKernelGoesAlone()
    {
        ModuleBundle.Make(_repository, "kernel.elf", Archive).ShouldBe("kernel.elf");
        Guest("hello.elf.debug");
        ModuleBundle.Make(_repository, "kernel.elf", Archive).ShouldBe("kernel.elf");
        File.Exists(Archive).ShouldBeFalse();
    }

    [Fact]
    public void KernelAndGuestsGoIntoOneFile()
    {
        var kernel = Path.Combine(_folder.FullName, "another.elf");
        File.WriteAllText(kernel, "KERNEL");
        Guest("b.bin");
        Guest("a.elf");
        Guest("a.elf.debug");

        ModuleBundle.Make(_repository, kernel, Archive).ShouldBe(Archive);
        ModuleBundle.Guests(_repository).Select(guest => guest.Name).ShouldBe(["guests/a.elf", "guests/b.bin"]);
        var text = Encoding.ASCII.GetString(File.ReadAllBytes(Archive));
        text.ShouldContain("sidecar.elf\0");
        text.ShouldContain("KERNEL");
        text.ShouldNotContain("debug");
    }

    [Fact]
    public void OtherFilesGoWithThem()
    {
        var kernel = Path.Combine(_folder.FullName, "kernel.elf");
        File.WriteAllText(kernel, "KERNEL");
        ModuleBundle.Make(_repository, kernel, Archive, new BootFile("linux", "bzImage"u8.ToArray())).ShouldBe(Archive);
        CpioReader.Read(File.ReadAllBytes(Archive)).Select(member => (member.Name, member.Text)).ShouldBe([("sidecar.elf", "KERNEL"), ("linux", "bzImage")]);
    }

    private void Guest(string name)
    {
        Directory.CreateDirectory(_repository.Guests);
        File.WriteAllText(Path.Combine(_repository.Guests, name), name);
    }
}
