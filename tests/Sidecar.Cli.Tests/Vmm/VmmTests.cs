using System;
using System.IO;
using System.Linq;
using System.Text;
using Shouldly;
using Sidecar.Cli.Report;
using Sidecar.Vmm.Linux;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;
using Xunit;

namespace Sidecar.Cli.Tests.Vmm;

/// <summary>The VMM's report as the command line reads it.</summary>
public sealed class VmmTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sidecar-vmm-").FullName;

    public VmmTests()
    {
        Write("proc/sys/kernel/osrelease", "6.1.0-56-cloud-amd64\n");
        Write("sys/devices/system/cpu/present", "0-7\n");
        Write("sys/devices/system/cpu/online", "0,4\n");
        Write("sys/bus/acpi/devices/SDCR0001:00/status", "15\n");
        Write("sys/bus/acpi/devices/SDCR0001:01/status", "15\n");
    }

    private LinuxHost Linux => new(Path.Combine(_root, "sys"), Path.Combine(_root, "proc"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Where there is no sidecar, which is where these tests run, the tour says so and goes no further.</summary>
    [Fact]
    public void AScenarioIsReported()
    {
        var (exitCode, report, console) = Run("tour");
        exitCode.ShouldBe(1);
        (report.Machine!.Cpus, report.Machine.Nodes, report.Passed, report.Ended, report.ProblemCount).ShouldBe((8, 2, false, true, 0));
        report.Steps.Select(step => step.Name).ShouldBe(["linux", "nodes"]);
        report.Steps[0].Text.ShouldBe("Linux 6.1.0-56-cloud-amd64 has 2 of 8 CPUs");
        report.Steps[1].Text.ShouldContain("/dev/mshv_vtl_sidecar0");
        console.ShouldStartWith("  pass  linux                     Linux 6.1.0-56-cloud-amd64 has 2 of 8 CPUs\n");
        console.ShouldEndWith("vmm: 1 of 2 steps failed\n");
    }

    [Fact]
    public void ProcessorsAreThoseOfProcfs()
    {
        Write("proc/cpuinfo", "processor\t: 0\nmodel name\t: processor 7\n\nprocessor\t: 11\n");
        Enumerable.Range(0, 20).Where(Linux.HasProcessor).ShouldBe([0, 11]);
    }

    /// <summary>The driver shows it, once for each node; without a driver, or where Linux does not know, there is none.</summary>
    [Theory]
    [InlineData(null, 0UL)]
    [InlineData("0\n", 0UL)]
    [InlineData("2449998\n", 2_449_998_000UL)]
    [InlineData("4294967295\n", 4_294_967_295_000UL)]
    [InlineData("fast\n", 0UL)]
    public void TheTimeStampCountersRateIsTheDrivers(string? text, ulong hertz)
    {
        if (text is not null)
        {
            Write("sys/bus/platform/devices/SDCR0001:01/tsc_khz", text);
        }

        Linux.TscFrequency.ShouldBe(hertz);
        Run("tour").Report.Machine!.TicksPerSecond.ShouldBe(hertz);
    }

    [Theory]
    [InlineData("", "the arguments are : expected the scenario's name, and --policy=remote or --policy=convert if a policy is wanted")]
    [InlineData("tour tour", "the arguments are tour tour: expected the scenario's name, and --policy=remote or --policy=convert if a policy is wanted")]
    [InlineData("nosuch", "there is no scenario nosuch for Linux as the host; there is tour, driver, guests, hello, counter, exits, modes, compute, escape, state, triple")]
    public void WhatCannotBePlayedIsAFailureInTheReport(string arguments, string text)
    {
        var (exitCode, report, _) = Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        (exitCode, report.Passed, report.ResultText, report.Ended).ShouldBe((1, false, text, true));
    }

    [Fact]
    public void AFailedStepFailsTheRun()
    {
        var stream = new MemoryStream();
        using (var reporter = new Reporter(stream, TextWriter.Null))
        {
            reporter.Step("good", true, "yes");
            reporter.Step("bad", false, new string('"', 1000));
            reporter.Finish();
            reporter.HasFailed.ShouldBeTrue();
        }

        var report = Read(stream);
        (report.Passed, report.ResultText, report.ProblemCount).ShouldBe((false, "1 of 2 steps failed", 0));
        report.Steps[1].Text.ShouldBe(new string('"', 192));
    }

    [Theory]
    [InlineData("0x100000000\n", 0x1_0000_0000)]
    [InlineData("0\n", 0)]
    public void AddressesOfVtl0AreThoseOfTheDriver(string text, ulong address)
    {
        Write("sys/bus/platform/devices/SDCR0002:00/unmapped_address", text);
        Linux.HasVtl0.ShouldBeTrue();
        Linux.Vtl0Address("unmapped_address").ShouldBe(address);
    }

    [Fact]
    public void AnAddressThatIsNoneIsSaidWithItsFile()
    {
        Linux.HasVtl0.ShouldBeFalse();
        Write("sys/bus/platform/devices/SDCR0002:00/vtl2_address", "what\n");
        Should.Throw<InvalidDataException>(() => Linux.Vtl0Address("vtl2_address")).Message.ShouldContain("vtl2_address says what: expected a hexadecimal number");
    }

    [Theory]
    [InlineData("0-2,5\n", "0 1 2 5")]
    [InlineData("0\n", "0")]
    [InlineData("\n", "")]
    public void CpuLists(string text, string cpus) => string.Join(' ', LinuxHost.ParseCpus(text)).ShouldBe(cpus);

    private (int ExitCode, MachineReport Report, string Console) Run(params string[] arguments)
    {
        var (stream, console) = (new MemoryStream(), new StringWriter());
        var exitCode = VmmMain.Run(arguments, console, () => stream, Linux);
        return (exitCode, Read(stream), console.ToString().ReplaceLineEndings("\n"));
    }

    private static MachineReport Read(MemoryStream stream) => ReportReader.Read(Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n'));

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
