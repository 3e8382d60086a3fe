using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Shouldly;
using Sidecar.Cli.Bench;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Report;
using Sidecar.Tests;
using Spectre.Console;
using Xunit;

namespace Sidecar.Cli.Tests.Bench;

public class BenchTests
{
    [Fact]
    public void Table()
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 120;
        BenchTable.Write(console, Figures());
        Snapshot.Matches(output.ToString());
    }

    [Fact]
    public void Json() => Snapshot.Matches(Encoding.UTF8.GetString(BenchJson.Write(Figures(), "kvm").Span));

    [Fact]
    public void EverySizeIsBootedBothWays()
        => BenchBoot.All().Select(boot => (boot.Cpus, boot.Idle, boot.CountInstructions)).Distinct().Count().ShouldBe(10);

    [Fact]
    public void TheLargestMachineStarts63Vps()
    {
        // The shim cuts it into nodes of at most 32 equal VPs; each node's first is the host's.
        var cpus = BenchBoot.All().Max(boot => boot.Cpus);
        var nodes = (cpus + 31) / 32;
        (cpus - nodes).ShouldBe(63);
    }

    [Fact]
    public void AWindowIsFromOneRequestToTheNext()
        => InstructionLog.Windows(new StringReader(
            """
            Trace 1: 0x7f [0000/ffffff80000016f2/00/00] start
            Servicing hardware INT=0x20
                 1: v=20 e=0000 i=0 cpl=0
            Trace 1: 0x7f [0000/ffffff80000016f2/00/00] a
            Trace 1: 0x7f [0000/ffffff80000016f2/00/00] b
            Trace 0: 0x7f [0000/ffffff80000016f2/00/00] another CPU
            Servicing hardware INT=0x30
            Trace 1: 0x7f [0000/ffffff80000016f2/00/00] c
            Servicing hardware INT=0x20
            Trace 2: 0x7f [0000/ffffff80000016f2/00/00] woken
            Trace 1: 0x7f [0000/ffffff80000016f2/00/00] d
            Servicing hardware INT=0x20
            Trace 1: 0x7f [0000/ffffff80000016f2/00/00] e
            Trace 2: 0x7f [0000/ffffff80000016f2/00/00] f
            """)).Select(cpu => (cpu.Key, string.Join(' ', cpu.Value))).ShouldBe([(1, "4 1"), (2, "2")]);

    [Fact]
    public void WithoutARequestThereIsNoWindow() => InstructionLog.Windows(new StringReader("Trace 1: a\nTrace x: b\n")).ShouldBeEmpty();

    [Fact]
    public void CommandsAreMatchedWithTheirWindows()
        => ExactCounts.Match(new Dictionary<int, List<ulong>> { [1] = [90, 80, 500, 700, 9999, 3], [2] = [1, 130] }, Commands("0", "0", "0x77", "0x1000", "0x1004", "0"))
            .ShouldBe(new Dictionary<string, ulong> { ["command-none"] = 80, ["command-unknown"] = 500, ["handler-call"] = 700, ["remove"] = 130 }, ignoreOrder: true);

    [Fact]
    public void AnInterruptedGuestsWindowsAreReEntriesAndAStop()
        => ExactCounts.Match(new Dictionary<int, List<ulong>> { [1] = [400, 300, 190, .. Enumerable.Repeat(32ul, 10), 143] }, Commands("1", "1", "1"))
            .ShouldBe(new Dictionary<string, ulong> { ["run-vp"] = 300, ["run-vp-reentry"] = 32, ["stop-run-vp"] = 143 }, ignoreOrder: true);

    [Fact]
    public void FewerWindowsThanCommandsMatchNothing() => ExactCounts.Match(new Dictionary<int, List<ulong>> { [1] = [90] }, Commands("0", "0")).ShouldBeEmpty();

    [Theory]
    [InlineData(0, 0x1000, 0x2000, 0x500, 0x2500)]
    [InlineData(0x200000, 0x10, 0x200800, 0x10, 0x810)]
    public void MemoryOfAnImage(ulong first, ulong firstSize, ulong second, ulong secondSize, ulong size)
        => ElfSize.InMemory(Elf([(1, first, firstSize), (2, 0x9000000, 0x9000000), (1, second, secondSize)])).ShouldBe(size);

    [Fact]
    public void DamagedImagesAreRefused()
    {
        var elf = Elf([(1, 0, 0x1000)]);
        Should.Throw<CliException>(() => ElfSize.InMemory(elf.AsSpan(0, 63))).Message.ShouldBe("sidecar.elf is no 64-bit little-endian ELF file");
        Should.Throw<CliException>(() => ElfSize.InMemory(elf.AsSpan(0, 100))).Message.ShouldBe("sidecar.elf is cut off inside its program headers");
        Should.Throw<CliException>(() => ElfSize.InMemory(Elf([(2, 0, 1)]))).Message.ShouldBe("sidecar.elf has no segment to load");
        elf.AsSpan(32, 8).Fill(0xff);
        Should.Throw<CliException>(() => ElfSize.InMemory(elf)).Message.ShouldBe("sidecar.elf is cut off inside its program headers");
    }

    private static IReadOnlyList<BenchFigure> Figures()
    {
        var results = new BenchResults();
        results.AddStatic(Elf([(1, 0, 90_000)]));
        results.Add(new(8, IdleSetting.Hlt, CountInstructions: true), SampleReport.Read());
        results.Add(new(8, IdleSetting.Hlt, CountInstructions: false), SampleReport.Read());
        results.Add(new(8, IdleSetting.Mwait, CountInstructions: true), SampleReport.Read());
        results.Refine(new Dictionary<string, ulong> { ["command-none"] = 78 });
        results.Add(new(66, IdleSetting.Hlt, CountInstructions: true), ReportReader.Read(
            ["SIDECAR-REPORT 1", "vp index=1 apic=1 node=0 state=Halted", "metric name=start-vps value=77 unit=ticks", "metric name=command-none value=1 unit=ticks"]));
        results.AddComparison("7 CPUs, Linux at boot", 40e6, 1.6e9);
        results.AddTime("test-async, Linux", 450_000);
        results.AddAmount("gateway, 1 VP: requests/s", 140);
        return results.Figures;
    }

    private static MachineReport Commands(params string[] commands) => ReportReader.Read(
    [
        "SIDECAR-REPORT 1", "handler number=0x1000 name=sum", "handler number=0x1004 name=primes",
        .. commands.Select((command, index) => $"trace vp=1 seq={index} from=Halted to=Running event=RunRequested command={command} tsc=1"),
    ]);

    private static byte[] Elf((uint Kind, ulong Address, ulong Size)[] segments)
    {
        var file = new byte[64 + (56 * segments.Length)];
        "\u007fELF\u0002\u0001"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), (ushort)segments.Length);
        for (var index = 0; index < segments.Length; index++)
        {
            var header = file.AsSpan(64 + (56 * index));
            BinaryPrimitives.WriteUInt32LittleEndian(header, segments[index].Kind);
            BinaryPrimitives.WriteUInt64LittleEndian(header[16..], segments[index].Address);
            BinaryPrimitives.WriteUInt64LittleEndian(header[40..], segments[index].Size);
        }

        return file;
    }
}
