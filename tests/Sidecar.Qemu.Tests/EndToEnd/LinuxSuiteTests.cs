using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Shouldly;
using Xunit;

namespace Sidecar.Qemu.Tests.EndToEnd;

/// <summary>The VMM's suites on Linux (docs/testing.md, "Linux"): each of their steps passes, and none was left out that the machine allows.</summary>
public partial class LinuxSuiteTests
{
    private const string LeftOut = "left out: there is no hypervisor";

    /// <summary>What a user of the client relies on, over the real driver.</summary>
    [Fact]
    public async Task The_client_keeps_its_promises_over_the_real_driver()
    {
        var output = await LinuxRun.PassesAsync("client");
        output.ShouldContain("vectors 0 to 31 raised on 6 VPs, each still serving");
        output.ShouldContain("480 runs cancelled at random moments each ended once");
        output.ShouldContain("3000 runs on 6 VPs by one loop");
        output.ShouldContain("Idle, Running, Stopping, Linux, Idle");
        output.ShouldContain("200 runs, 40 registers both ways and a translation on Linux's CPU 7");
        output.ShouldNotContain(LeftOut);
    }

    /// <summary>All of it that needs no VTL0.</summary>
    [Fact]
    public async Task The_client_keeps_its_promises_without_a_hypervisor()
    {
        var output = await LinuxRun.PassesAsync("client", "--no-hypervisor");
        output.ShouldContain("vectors 0 to 31 raised on 6 VPs, each still serving");
        output.ShouldContain("Idle, Running, Stopping, Linux, Idle");
        output.ShouldContain(LeftOut);
    }

    /// <summary>Each CPU goes to Linux and comes back, twice, while the others run guests and handlers.</summary>
    [Fact]
    public async Task Every_CPU_goes_and_comes_back_while_the_others_work()
    {
        var output = await LinuxRun.PassesAsync("hotplug");
        output.ShouldContain("12 times a CPU went and came back");
        output.ShouldNotContain(LeftOut);
    }

    /// <summary>A VMM that is killed, stopped or interrupted in the middle leaves every VP usable.</summary>
    [Fact]
    public async Task A_VMM_that_is_killed_in_the_middle_leaves_every_VP_usable()
    {
        var output = await LinuxRun.PassesAsync("kill");
        KilledAtWork().Matches(output).Count.ShouldBe(4, output);
        output.ShouldContain(" signals to the threads of a program at work");
        output.ShouldNotContain(LeftOut);
    }

    /// <summary>Commands, runs and conversions at random beside a Linux under load: each is answered, each answer is right.</summary>
    [Fact]
    public async Task A_soak_beside_a_Linux_under_load_loses_nothing()
    {
        var output = await LinuxRun.PassesAsync("soak");
        var counts = SoakCounts().Match(output);
        counts.Success.ShouldBeTrue(output);
        counts.Groups["answered"].Value.ShouldBe(counts.Groups["started"].Value);
        int.Parse(counts.Groups["started"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(4000);
        output.ShouldNotContain(LeftOut);
    }

    /// <summary>The same on CPUs that run at the same time, which those below the hypervisor do not in QEMU.</summary>
    [Theory]
    [InlineData("hotplug", "12 times a CPU went and came back")]
    [InlineData("kill", "signals to the threads of a program at work")]
    [InlineData("soak", "6000 commands started, 6000 answered")]
    public async Task The_other_suites_pass_without_a_hypervisor(string scenario, string seen) => (await LinuxRun.PassesAsync(scenario, "--no-hypervisor")).ShouldContain(seen);

    [GeneratedRegex("killed [0-9]+ ms after all VPs were at work", RegexOptions.CultureInvariant)]
    private static partial Regex KilledAtWork();

    [GeneratedRegex("(?<started>[0-9]+) commands started, (?<answered>[0-9]+) answered", RegexOptions.CultureInvariant)]
    private static partial Regex SoakCounts();
}
