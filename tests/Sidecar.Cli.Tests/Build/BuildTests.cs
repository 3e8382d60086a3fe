using System;
using System.IO;
using System.Linq;
using Shouldly;
using Sidecar.Cli.Build;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Build;

public sealed class BuildTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-build-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.cs", true)]
    [InlineData("plugs/new.asm", true)]
    [InlineData("cosmos.config", true)]
    [InlineData("notes.md", false)]
    [InlineData("obj/x.cs", false)]
    [InlineData("artifacts/x.cs", false)]
    [InlineData("docs/x.cs", false)]
    [InlineData("T.received.txt", false)]
    public void ANewFileChangesTheFingerprintIfItIsASource(string name, bool changes)
    {
        Write("a/old.cs", "x");
        var before = SourceFingerprint.Of(_folder);
        Write(name, "x");
        (SourceFingerprint.Of(_folder) != before).ShouldBe(changes);
    }

    [Fact]
    public void AChangedAndADeletedSourceChangeTheFingerprint()
    {
        Write("a.cs", "x");
        Write("b.cs", "x");
        var before = SourceFingerprint.Of(_folder);
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "a.cs"), DateTime.UtcNow.AddMinutes(1));
        var touched = SourceFingerprint.Of(_folder);
        File.Delete(Path.Combine(_folder, "b.cs"));
        new[] { before, touched, SourceFingerprint.Of(_folder) }.ShouldBeUnique();
    }

    [Fact]
    public void EveryTestProjectIsInTheSolution()
    {
        // ./sidecar test runs the solution: a project that is not in it would never run, and nobody would see.
        var repository = Repository.Find();
        var solution = File.ReadAllText(repository.Solution);
        Directory.EnumerateFiles(Path.Combine(repository.Root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Where(project => !solution.Contains(Path.GetFileName(project), StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void TheCommandLineGoesIntoGrubsConfiguration()
    {
        var template = File.ReadAllText(Repository.Find().GrubTemplate);
        IsoBuilder.GrubConfig(template, "scenario=tour log=0", []).ShouldContain("multiboot2 /boot/boot.elf scenario=tour log=0\n");
    }

    [Fact]
    public void EachGuestIsAModuleOfGrubs()
    {
        var template = File.ReadAllText(Repository.Find().GrubTemplate);
        IsoBuilder.GrubConfig(template, "", ["guests/a.elf", "guests/b.bin"])
            .ShouldContain("    module2 /boot/sidecar.elf sidecar\n    module2 /boot/guests/a.elf guests/a.elf\n    module2 /boot/guests/b.bin guests/b.bin\n    boot\n");
        IsoBuilder.GrubConfig(template, "", []).ShouldContain("    module2 /boot/sidecar.elf sidecar\n    boot\n");
    }

    [Fact]
    public void ATemplateWithoutAPlaceForItIsRefused()
    {
        Should.Throw<CliException>(() => IsoBuilder.GrubConfig("boot", "x", [])).Message.ShouldBe("iso/grub.cfg does not say @COMMAND_LINE@, where the command line goes");
        Should.Throw<CliException>(() => IsoBuilder.GrubConfig("@COMMAND_LINE@", "x", [])).Message.ShouldBe("iso/grub.cfg has no line @GUESTS@, where the guests go");
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
