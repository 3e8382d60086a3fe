using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Vp;
using Sidecar.Qemu.Tests.Machine;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Qemu.Tests.Scenarios;

/// <summary>Every scenario of the monitor: on 2 CPUs, on the machine of cosmos.config (8 CPUs in 2 NUMA nodes), and on 33 CPUs that do not divide evenly.</summary>
public class ScenarioTests
{
    /// <summary>The scenarios, by name.</summary>
    public static TheoryData<string> Names { get; } = ["tour", "start", "commands", "handlers", "stop", "faults", "spin", "remove-all", "stress", "hostile", "convert"];

    /// <summary>Each scenario on each machine: name, CPUs, NUMA nodes.</summary>
    public static TheoryData<string, int, int> Runs()
    {
        var runs = new TheoryData<string, int, int>();
        foreach (var (cpus, nodes) in new[] { (2, 1), (8, 2), (33, 2) })
        {
            foreach (var name in Names)
            {
                runs.Add(name, cpus, nodes);
            }
        }

        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Passes_and_leaves_the_trace_that_it_leaves_on_the_simulated_machine(string scenario, int cpus, int nodes)
    {
        // The simulated machine of the hosted run has no hypervisor, which these show.
        var request = BootRequest.Of(scenario, cpus, nodes);
        var boot = (await QemuBoots.BootAsync(scenario is "tour" or "commands" or "convert" ? request.WithoutHypervisor() : request)).ShouldPass();
        boot.Report.Machine!.Cpus.ShouldBe(cpus);
        boot.StartedVps.Count().ShouldBe(cpus - nodes);
        // One file, two tests: the hosted run of the scenario (Sidecar.Monitor.Tests) is compared with it too.
        Snapshot.Matches(boot.Trace, $"{scenario}.{cpus}x{nodes}", Path.Combine(Images.Repository.Root, "tests", "scenarios", "Traces.cs"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Leaves_the_same_trace_every_time(string scenario)
    {
        var first = await QemuBoots.BootAsync(BootRequest.Of(scenario));
        var second = await QemuBoots.BootAsync(BootRequest.Of(scenario), attempt: 2);
        second.Trace.ShouldBe(first.Trace);
        second.Trace.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Faults_raises_each_vector_on_each_VP_and_each_still_serves()
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("faults"))).ShouldPass();
        foreach (var vp in boot.StartedVps)
        {
            var completed = boot.Report.OrderedTrace.Where(item => item.Vp == vp && item.Record.Event == VpEvent.CommandCompleted).ToList();
            for (var vector = 0; vector < 32; vector++)
            {
                // The command that faulted, and after it one that must not have suffered.
                var faulted = completed[2 * vector].Record;
                ((int)faulted.Vector, (int)faulted.HasError, faulted.To).ShouldBe((vector, 1, VpState.Halted), $"vp {vp}");
                var next = completed[(2 * vector) + 1].Record;
                (next.Command, (int)next.HasError, next.To).ShouldBe(((uint)SidecarCommand.NONE, 0, VpState.Halted), $"vp {vp} after vector {vector}");
            }
        }
    }

    /// <summary>Random command pages on every VP, with the hypervisor and without: registers of guests at random, guests run with them.</summary>
    [Theory]
    [InlineData(8, 0, true)]
    [InlineData(8, 1, true)]
    [InlineData(8, 2, true)]
    [InlineData(8, 0, false)]
    [InlineData(33, 3, true)]
    public async Task Random_command_pages_break_nothing(int cpus, int seed, bool hypervisor)
    {
        var request = BootRequest.Of("fuzz", cpus) with { Timeout = System.TimeSpan.FromMinutes(10), Words = $"seed={seed}" };
        (await QemuBoots.BootAsync(hypervisor ? request : request.WithoutHypervisor())).ShouldPass();
    }

    /// <summary>A million commands, runs and stops, and a hundred conversions among them.</summary>
    [Fact]
    public async Task Soak_loses_nothing()
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("soak") with { Timeout = System.TimeSpan.FromMinutes(20) })).ShouldPass();
        boot.Report.Steps.Single(step => step.Name == "soak").Text.ShouldMatch("^1000002 commands, \\d+ of them runs to an intercept, \\d+ stopped, 100 conversions, nothing lost$");
    }

    [Theory]
    [InlineData("stop", 3, 1)]
    [InlineData("stress", 12, 3)]
    [InlineData("hostile", 33, 1)]
    [InlineData("remove-all", 64, 2)]
    public async Task Passes_on_other_machines(string scenario, int cpus, int nodes)
        => (await QemuBoots.BootAsync(BootRequest.Of(scenario, cpus, nodes))).ShouldPass();

    [Fact]
    public async Task An_unknown_scenario_is_refused_with_those_that_there_are()
    {
        var boot = await QemuBoots.BootAsync(BootRequest.Of("no-such-thing"));
        boot.ExitCode.ShouldBe(BootResult.ExitFailed);
        boot.Outcome.Failure!.ShouldContain("there is no scenario \"no-such-thing\"; there are tour, start,");
    }
}
