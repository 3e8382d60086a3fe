using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Bench;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Report;
using Sidecar.Cli.Run;
using Xunit;

namespace Sidecar.Cli.Tests.Bench;

/// <summary>The bench with Linux as the host, as far as it needs no boot.</summary>
public class LinuxBenchTests
{
    [Fact]
    public void Each_machine_is_brought_up_by_the_sidecar_and_by_Linux_in_each_way()
    {
        var machines = LinuxBenchBoot.All().GroupBy(boot => (boot.Cpus, boot.Hypervisor)).ToList();
        machines.Select(machine => machine.Key).ShouldBe([(8, true), (16, true), (32, true), (8, false)]);
        foreach (var machine in machines)
        {
            machine.GroupBy(boot => boot.Description[boot.Description.IndexOf(',', StringComparison.Ordinal)..].Replace(", bare", "", StringComparison.Ordinal)).Select(group => (group.Key, group.Count())).ShouldBe(
            [
                (", brought up by the sidecar", 3),
                (", brought up by Linux at boot", 3),
                (", brought up by Linux at boot, lpj=", 3),
                (", brought up by Linux one by one", 1),
                (", brought up by Linux one by one, lpj=", 3),
            ]);
        }
    }

    [Theory]
    [InlineData(BringUp.Sidecar, true, "", "quiet")]
    [InlineData(BringUp.AtBoot, true, " start=0", "quiet")]
    [InlineData(BringUp.OneByOne, false, " start=0 no-hypervisor", "quiet maxcpus=1")]
    internal void Machines_differ_in_nothing_but_who_brings_up_the_CPUs(BringUp how, bool hypervisor, string sidecar, string linux)
    {
        var plan = new LinuxBenchBoot(16, how) { Hypervisor = hypervisor }.Plan(new(), 60);
        plan.CommandLine.ShouldBe($"host=linux node-size=32 idle=auto log=0 trace-pages=16{sidecar} -- console=ttyS0 panic=-1 oops=panic sidecar.run=vmm sidecar.arg=bench {linux}");
        (plan.Machine.Cpus, plan.Machine.Nodes, plan.Timeout, plan.SingleThread).ShouldBe((16, 1, TimeSpan.FromSeconds(60), hypervisor));
    }

    [Fact]
    public void The_shim_says_how_long_parking_and_starting_took()
        => ShimTimes.Read(
            [
                "boot: 7 of 7 other processors parked after 11285 us",
                "boot: hypervisor: below us, 4096 KiB at 0x3e400000",
                "boot: sidecar started 7 VPs in 1 node in 27561 us, 1 node left out, whose processors are all the host's",
                "[    1.0] boot: sidecar started 9 VPs in 1 node in 1 us",
            ]).ShouldBe(new(TimeSpan.FromMicroseconds(11_285), TimeSpan.FromMicroseconds(27_561), 7));

    [Fact]
    public void Below_a_hypervisor_nothing_is_parked()
        => ShimTimes.Read(["boot: sidecar started 1 VP in 1 node in 5 us"])!.Total.ShouldBe(TimeSpan.FromMicroseconds(5));

    [Theory]
    [InlineData("boot: 7 of 7 other processors parked after 11285 us")]
    [InlineData("boot: no sidecar: every processor is the host's: none is left for the sidecar to start")]
    [InlineData("boot: sidecar started 99999999999 VPs in 1 node in 5 us")]
    public void Without_a_sidecar_there_are_no_times(string line) => ShimTimes.Read([line]).ShouldBeNull();

    [Fact]
    public void Repeated_figures_become_the_one_in_the_middle()
    {
        var figures = new LinuxFigures();
        foreach (var started in new[] { 9, 20, 10 })
        {
            figures.Add(new(8, BringUp.Sidecar), Report(FormattableString.Invariant($"test-async {started}000 ns")), new(Milliseconds(10), Milliseconds(started), 7));
        }

        figures.Add(new(16, BringUp.Sidecar), Report("test-async 1 ns"), new(Milliseconds(1), Milliseconds(2), 15));
        figures.Add(new(8, BringUp.Sidecar) { Hypervisor = false }, Report("test-async 3 ns"), new(Milliseconds(10), Milliseconds(30), 7));
        figures.Add(new(8, BringUp.OneByOne), Report("online-cpus 2000000000 ns", "online-again 80000000 ns", "online-first 7 ns"), null);
        figures.Add(new(8, BringUp.OneByOne) { PresetDelay = true }, Report("online-cpus 500000000 ns", "online-again 120000000 ns"), null);
        figures.Add(new(8, BringUp.AtBoot) { PresetDelay = true }, Report("boot-cpus 100000000 ns"), null);
        figures.Add(new(8, BringUp.AtBoot) { PresetDelay = true }, Report("boot-cpus 300000000 ns"), null);
        var results = new BenchResults();
        figures.AddTo(results);
        results.Figures.Select(figure => (figure.Name, figure.Nanoseconds, figure.LinuxNanoseconds, figure.Ratio)).ShouldBe(
        [
            ("park 7 CPUs, Linux's machine", 10e6, null, null),
            ("start 7 VPs, Linux's machine", 10e6, null, null),
            ("7 CPUs, Linux at boot, lpj=", 20e6, 200e6, 0.1),
            ("7 CPUs, Linux one by one", 20e6, 2e9, 0.01),
            ("7 CPUs, Linux one by one, lpj=", 20e6, 500e6, 0.04),
            ("7 CPUs, Linux again", 20e6, 100e6, 0.2),
            ("park 15 CPUs, Linux's machine", 1e6, null, null),
            ("start 15 VPs, Linux's machine", 2e6, null, null),
            ("park 7 CPUs, Linux's machine, bare", 10e6, null, null),
            ("start 7 VPs, Linux's machine, bare", 30e6, null, null),
            ("test-async, Linux", 10_000, null, null),
            ("test-async, Linux, bare", 3, null, null),
        ]);
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("4 2", 3)]
    [InlineData("9 1 2", 2)]
    public void Median(string values, double median) => LinuxFigures.Median(values.Split(' ').Select(double.Parse)).ShouldBe(median);

    [Fact]
    public void A_load_is_requests_a_second_and_two_latencies()
    {
        var results = new BenchResults();
        GatewayBench.Add("gateway, 1 VP", Load(100, []), results);
        results.Figures.Select(figure => (figure.Name, figure.Amount, figure.Nanoseconds)).ShouldBe(
            [("gateway, 1 VP: requests/s", 20ul, null), ("gateway, 1 VP: median", null, 50_000), ("gateway, 1 VP: 99%", null, 99_000)]);
    }

    [Fact]
    public void A_failed_request_is_no_figure()
    {
        Should.Throw<CliException>(() => GatewayBench.Add("gateway, 1 VP", Load(1, new() { [503] = 2 }), new())).Message.ShouldEndWith("failures: 2 of 503");
        Should.Throw<CliException>(() => GatewayBench.Add("gateway, 1 VP", Load(0, []), new()));
    }

    [Theory]
    [InlineData(Accelerator.Auto, true, "Kvm Tcg | Tcg")]
    [InlineData(Accelerator.Auto, false, "Kvm | Kvm")]
    [InlineData(Accelerator.Kvm, true, "Kvm | Kvm")]
    public async Task A_KVM_that_gives_up_is_left_for_TCG_if_nobody_asked_for_it(Accelerator wanted, bool isBroken, string boots)
    {
        var accelerator = new BenchAccelerator(wanted, kvmProblem: null, TextWriter.Null);
        accelerator.Current.ShouldBe(Accelerator.Kvm);
        (await BootAsync()).ShouldBe(boots.Split(" | ")[0]);
        (await BootAsync()).ShouldBe(boots.Split(" | ")[1]);

        async Task<string> BootAsync()
        {
            var used = new List<Accelerator>();
            await accelerator.BootAsync(one =>
            {
                used.Add(one);
                return Task.FromResult((new RunFolder("x"), new RunOutcome(new(), null, TimeSpan.Zero, [], isBroken && one == Accelerator.Kvm ? "KVM internal error" : null)));
            });
            return string.Join(' ', used);
        }
    }

    private static GatewayLoadResult Load(int requests, Dictionary<int, long> failures)
    {
        var latency = new LatencyHistogram();
        for (var index = 1; index <= requests; index++)
        {
            latency.Add(TimeSpan.FromMicroseconds(index - 1));
        }

        return new(latency, failures, TimeSpan.FromSeconds(5));
    }

    private static TimeSpan Milliseconds(int time) => TimeSpan.FromMilliseconds(time);

    /// <summary>A report with metrics, each its name, value and unit.</summary>
    private static MachineReport Report(params string[] metrics) => ReportReader.Read(
    [
        "SIDECAR-REPORT 1",
        .. metrics.Select(metric => metric.Split(' ') is [var name, var value, var unit] ? $"metric name={name} value={value} unit={unit}" : metric),
    ]);
}
