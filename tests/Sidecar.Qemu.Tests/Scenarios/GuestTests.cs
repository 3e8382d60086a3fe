using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Qemu.Tests.Machine;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Qemu.Tests.Scenarios;

/// <summary>Guests in VTL0, over the hypervisor, each on all VPs at once: what they saw was right, or they end with a number that fails the step.</summary>
public class GuestTests
{
    [Theory]
    [InlineData("hello")]
    [InlineData("counter")]
    [InlineData("exits")]
    [InlineData("modes")]
    [InlineData("compute")]
    [InlineData("escape")]
    [InlineData("state")]
    [InlineData("triple")]
    public async Task Each_guest_finds_what_it_expects(string guest)
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of(guest, 4, 2) with { SidecarElf = Images.WithGuests })).ShouldPass();
        boot.Report.Steps.ShouldContain(step => step.Name.StartsWith("guest-", System.StringComparison.Ordinal));
        boot.Report.Steps.ShouldAllBe(step => !step.Text.Contains("left out"));
    }

    /// <summary>A guest of 64 VPs, all at once.</summary>
    [Theory]
    [InlineData("hello")]
    [InlineData("counter")]
    [InlineData("state")]
    [InlineData("convert")]
    public async Task Sixty_four_VPs_run_it_together(string scenario)
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of(scenario, 68, 4) with { SidecarElf = Images.WithGuests })).ShouldPass();
        boot.StartedVps.Count().ShouldBe(64);
    }

    /// <summary>Scenarios whose guests do the same on the simulated machine (Sidecar.Monitor.Tests), each on three machines: name, CPUs, NUMA nodes.</summary>
    public static TheoryData<string, int, int> Runs()
    {
        var runs = new TheoryData<string, int, int>();
        foreach (var (cpus, nodes) in new[] { (2, 1), (8, 2), (33, 2) })
        {
            foreach (var name in new[] { "hello", "counter", "compute", "triple", "convert" })
            {
                runs.Add(name, cpus, nodes);
            }
        }

        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Leaves_the_trace_that_it_leaves_on_the_simulated_machine(string scenario, int cpus, int nodes)
    {
        var boot = await BootAsync(scenario, cpus, nodes);
        Verify(boot, $"{(scenario == "convert" ? "convert-guests" : scenario)}.{cpus}x{nodes}");
    }

    /// <summary>Guests that no script stands for: all of their exits, as the VMM had to handle them.</summary>
    [Theory]
    [InlineData("exits", "exits.2x1")]
    [InlineData("modes", "modes.2x1")]
    [InlineData("tour", "tour-guests.2x1")]
    public async Task Leaves_its_trace_every_time(string scenario, string file) => Verify(await BootAsync(scenario, 2, 1), file);

    [Fact]
    public async Task Without_a_hypervisor_they_are_left_out()
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("hello", 4, 2) with { SidecarElf = Images.WithGuests, Words = "no-hypervisor" })).ShouldPass();
        boot.Report.Steps.Single(step => step.Name == "guest-hello").Text.ShouldBe("left out: there is no hypervisor, so no VTL0 for a guest to run in");
    }

    private static async Task<BootResult> BootAsync(string scenario, int cpus, int nodes)
        => (await QemuBoots.BootAsync(BootRequest.Of(scenario, cpus, nodes) with { SidecarElf = Images.WithGuests, Sidecar = new() { TracePages = 32 } })).ShouldPass();

    private static void Verify(BootResult boot, string file) => Snapshot.Matches(boot.Trace, file, Path.Combine(Images.Repository.Root, "tests", "scenarios", "Traces.cs"));
}
