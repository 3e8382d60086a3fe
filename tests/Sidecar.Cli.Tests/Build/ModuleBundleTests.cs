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
    public void AMemberIsWhatCpioReads()
    {
        using var stream = new MemoryStream();
        ModuleBundle.Write(stream, [("a", [1, 2, 3, 4, 5])]);
        var bytes = stream.ToArray();
        const string Header = "070701" + "00000001" + "000081a4" + "00000000" + "00000000" + "00000001" + "00000000" + "00000005"
            + "00000000" + "00000000" + "00000000" + "00000000" + "00000002" + "00000000" + "a\0";
        Encoding.ASCII.GetString(bytes, 0, Header.Length).ShouldBe(Header);
        bytes[112..120].ShouldBe([1, 2, 3, 4, 5, 0, 0, 0]);
        Encoding.ASCII.GetString(bytes, 120, bytes.Length - 120).ShouldEndWith("TRAILER!!!\0\0\0\0");
        (bytes.Length % 4).ShouldBe(0);
    }

    private void Guest(string name)
    {
        Directory.CreateDirectory(_repository.Guests);
        File.WriteAllText(Path.Combine(_repository.Guests, name), name);
    }
}
