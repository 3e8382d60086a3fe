using System.Text;
using Shouldly;
using Sidecar.Cli.Config;
using Sidecar.Cli.Linux;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cli.Tests.Qemu;

/// <summary>QEMU's arguments for each set of options, one option a line.</summary>
public class QemuCommandTests
{
    private static QemuRun Plain => new()
    {
        Machine = new(),
        Accelerator = Accelerator.Tcg,
        Source = BootSource.Elf,
        BootElf = "a/boot.elf",
        SidecarElf = "a/sidecar.elf",
        Iso = "a/sidecar.iso",
        CommandLine = MonitorCommandLine.Compose(new(), "tour"),
        Serial = new("file:console", "file:log", "file:report"),
    };

    [Fact]
    public void Default() => Matches(Plain);

    [Fact]
    public void Kvm() => Matches(Plain with { Accelerator = Accelerator.Kvm });

    [Fact]
    public void OneNode64Cpus() => Matches(Plain with { Machine = new() { Cpus = 64, Nodes = 1, Memory = 4L << 30 } });

    [Fact]
    public void UnevenNodes() => Matches(Plain with { Machine = new() { Cpus = 7, Nodes = 3, Memory = 1000L << 20 } });

    [Fact]
    public void SparseNodes() => Matches(Plain with
    {
        Machine = new()
        {
            Cpus = 6,
            Sockets = 2,
            Memory = 1L << 30,
            PlacedNodes = [new(Cpus("0-1,4"), 1L << 30), new(Cpus("2-3"), 0), new(CpuList.Empty, 0), new(Cpus("5"), 0)],
        },
    });

    [Fact]
    public void IsoOnBios() => Matches(Plain with { Source = BootSource.Iso, CommandLine = MonitorCommandLine.Compose(new() { Start = Cpus("1-3,5") }, "tour") });

    [Fact]
    public void IsoOnUefi() => Matches(Plain with { Source = BootSource.Iso, Uefi = new("/ovmf/CODE.fd", "run/VARS.fd"), Iso = "with,comma.iso" });

    [Fact]
    public void Interactive() => Matches(Plain with
    {
        CommandLine = MonitorCommandLine.Compose(new() { Log = true, Hypervisor = false, Idle = IdleSetting.Mwait, NodeSize = 4, HandlerStatePages = 5 }, null),
        Serial = new("mon:stdio", "file:log", "file:report"),
    });

    [Fact]
    public void CountingInstructions() => Matches(Plain with { CountInstructions = true });

    [Fact]
    public void LoggingInstructions() => Matches(Plain with { CountInstructions = true, InstructionLog = "run/instructions.log" });

    [Fact]
    public void Linux() => Matches(Plain with { CommandLine = LinuxCommandLine.Compose(new(), new(), "tour"), SidecarElf = "run/modules.cpio", SingleThread = true });

    [Fact]
    public void Serving() => Matches(Plain with { CommandLine = LinuxCommandLine.ComposeServe(new(), new()), SidecarElf = "run/modules.cpio", SingleThread = true, ServePort = 8081 });

    [Fact]
    public void InteractiveLinuxFromAnIso() => Matches(Plain with
    {
        Source = BootSource.Iso,
        Iso = "run/sidecar.iso",
        CommandLine = LinuxCommandLine.Compose(new() { Hypervisor = false, Log = true }, new() { CommandLine = "nokaslr" }, null),
        Serial = new("mon:stdio", "file:log", "file:report"),
    });

    [Theory]
    [InlineData("plain-word_1.2/3,x=y", "plain-word_1.2/3,x=y")]
    [InlineData("", "''")]
    [InlineData("two words", "'two words'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    public void WordsForAShell(string word, string quoted) => ShellWords.Join([word]).ShouldBe(quoted);

    private static CpuList Cpus(string text)
    {
        CpuList.TryParse(text, 64, out var list).ShouldBeTrue();
        return list;
    }

    private static void Matches(QemuRun run, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        var text = new StringBuilder(QemuCommand.Program);
        foreach (var word in QemuCommand.Compose(run))
        {
            text.Append(word.StartsWith('-') ? "\n" : " ").Append(ShellWords.Join([word]));
        }

        Snapshot.Matches(text.ToString(), $"QemuCommandTests.{name}");
    }
}
