using System.Linq;
using Shouldly;
using Sidecar.Monitor.Tests.Hosting;
using Xunit;

namespace Sidecar.Monitor.Tests.Scenarios;

/// <summary>The figures: there, plausible, and only those that there is a measurement for.</summary>
public class BenchTests
{
    [Fact]
    public void Every_figure_is_reported_once()
    {
        using var run = MonitorRun.Start(4).Play("bench");
        run.Report.Passed.ShouldBe(true, run.Terminal.Console);
        var names = run.Report.Metrics.Select(metric => metric.Name).ToList();
        names.ShouldBeUnique();
        foreach (var name in new[]
        {
            "start-vps", "vp-memory", "command-none", "round-trip-none", "wake", "command-unknown", "handler-call", "round-trip-handler", "stop", "round-trip-stop", "remove",
            "round-trip-convert", "round-trip-give-back",
        })
        {
            names.ShouldContain(name);
        }
    }

    [Fact]
    public void A_round_trip_takes_longer_than_the_command_in_it()
    {
        using var run = MonitorRun.Start(3).Play("bench");
        Value(run, "round-trip-none").ShouldBeGreaterThan(Value(run, "command-none"));
        Value(run, "round-trip-none-median").ShouldBeGreaterThanOrEqualTo(Value(run, "round-trip-none"));
        Value(run, "vp-memory").ShouldBe(13UL * 4096);
    }

    [Fact]
    public void Without_traces_only_what_the_host_sees_is_reported()
    {
        using var run = MonitorRun.Start(Simulation.MachineOptions.Consecutive(3), tracePages: 0).Play("bench");
        run.Report.Passed.ShouldBe(true, run.Terminal.Console);
        run.Report.Metrics.ShouldContain(metric => metric.Name == "round-trip-none");
        run.Report.Metrics.ShouldNotContain(metric => metric.Name == "command-none" || metric.Name == "stop");
        run.Report.Trace.ShouldBeEmpty();
    }

    private static ulong Value(MonitorRun run, string name) => run.Report.Metrics.Single(metric => metric.Name == name).Value;
}
