using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Report;
using Sidecar.Vmm.Linux;
using Sidecar.Vmm.Linux.Bench;
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

    /// <summary>Without a sidecar the bench measures how long Linux takes to bring up the CPUs that it left offline.</summary>
    [Fact]
    public void WithoutASidecarTheBenchBringsUpWhatIsOffline()
    {
        Directory.Delete(Path.Combine(_root, "sys/bus"), recursive: true);
        Enumerable.Range(0, 8).ToList().ForEach(cpu => Write($"sys/devices/system/cpu/cpu{cpu}/online", "untouched"));
        var (exitCode, report, _) = Run("bench");
        (exitCode, report.Passed, report.ProblemCount).ShouldBe((0, true, 0));
        report.Steps.Select(step => step.Name).ShouldBe(["online", "online-again"]);
        report.Steps[0].Text.ShouldStartWith("6 CPUs in ");
        report.Metrics.Select(metric => (metric.Name, metric.Unit)).ShouldBe([("online-cpus", "ns"), ("online-first", "ns"), ("online-slowest", "ns"), ("online-again", "ns")]);
        report.Metrics[1].Value.ShouldBeInRange(1ul, report.Metrics[0].Value);
        Enumerable.Range(0, 8).Where(cpu => File.ReadAllText(Path.Combine(_root, $"sys/devices/system/cpu/cpu{cpu}/online")) == "1").ShouldBe([1, 2, 3, 5, 6, 7]);
    }

    [Fact]
    public void ACpuThatDoesNotComeFailsTheBench()
    {
        Directory.Delete(Path.Combine(_root, "sys/bus"), recursive: true);
        var (exitCode, report, _) = Run("bench");
        (exitCode, report.Metrics.Count).ShouldBe((1, 0));
        report.Steps.Select(step => (step.Name, step.Passed)).ShouldBe([("online", false)]);
    }

    [Fact]
    public void LinuxsLogSaysHowLongItTookToBringUpItsCpus()
    {
        const string Log =
            """
            [    0.348470] Calibrating delay loop (skipped), value calculated using timer frequency.. 4491.62 BogoMIPS (lpj=8983248)
            [    0.702272] smp: Bringing up secondary CPUs ...
            [    0.060400] calibrate_delay_direct() failed to get a good estimate for loops_per_jiffy.
            [   11.634163] smp: Brought up 1 node, 8 CPUs
            """;
        BootLog.BringUp(Log).ShouldBe(TimeSpan.FromMilliseconds(10_931.891));
        (BootLog.BringUp(Log.Replace("Brought", "Sent", StringComparison.Ordinal)), BootLog.BringUp("")).ShouldBe((null, null));
    }

    [Fact]
    public void OfManyTimesTheLeastAndTheOneInTheMiddleAreReported()
    {
        var stream = new MemoryStream();
        using (var reporter = new Reporter(stream, TextWriter.Null))
        {
            var timings = new Timings();
            timings.Report(reporter, "none");
            foreach (var microseconds in new[] { 5, 3, 9, 4 })
            {
                timings.Add(TimeSpan.FromMicroseconds(microseconds));
            }

            timings.Report(reporter, "test");
        }

        Read(stream).Metrics.ShouldBe([new("test", 3_000, "ns"), new("test-median", 5_000, "ns")]);
    }

    [Fact]
    public async Task WhatComesBeforeDoesNotCount()
    {
        var calls = 0;
        var timings = await Timings.TakeAsync(
            () =>
            {
                calls++;
                return ValueTask.CompletedTask;
            },
            warmUp: 2,
            count: 3);
        (calls, timings.Count).ShouldBe((5, 3));
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
    [InlineData("", "the arguments are : expected the scenario's name")]
    [InlineData("tour tour", "the arguments are tour tour: expected the scenario's name")]
    [InlineData("sleep", "there is no scenario sleep for Linux as the host; there is tour, driver, ")]
    public void WhatCannotBePlayedIsAFailureInTheReport(string arguments, string text)
    {
        var (exitCode, report, _) = Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        (exitCode, report.Passed, report.Ended).ShouldBe((1, false, true));
        report.ResultText.ShouldNotBeNull().ShouldStartWith(text);
    }

    /// <summary>What runs as another program's companion reports nothing: it says what it has to say to whoever started it.</summary>
    [Fact]
    public void A_companion_leaves_the_report_alone()
    {
        var console = new StringWriter();
        VmmMain.Run(["--companion", "sleeps"], console, () => throw new InvalidOperationException("a report"), new(_root, _root)).ShouldBe(1);
        console.ToString().ShouldStartWith("a companion that --companion sleeps: there is none");
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
