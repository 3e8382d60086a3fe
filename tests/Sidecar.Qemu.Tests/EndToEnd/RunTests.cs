using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using System.Xml.Linq;
using Shouldly;
using Sidecar.Cli.Commands;
using Sidecar.Cli.Project;
using Sidecar.Qemu.Tests.Machine;
using Xunit;

namespace Sidecar.Qemu.Tests.EndToEnd;

/// <summary><c>./sidecar run</c> from its words to its exit code and its files. The accelerator is what auto finds, which has to work on any machine.</summary>
public class RunTests
{
    [Fact]
    public async Task Run_passes_and_writes_a_trace_that_is_the_same_every_time()
    {
        var (first, second) = (Target("first.txt"), Target("second.txt"));
        var run = await RunAsync("run", "--no-build", "--no-hypervisor", "--trace", first);
        run.ExitCode.ShouldBe(ExitCode.Passed, run.ToString());
        run.Output.ShouldContain("passed");
        run.Error.ShouldBeEmpty();
        run = await RunAsync("run", "--no-build", "--no-hypervisor", "--trace", second);
        run.ExitCode.ShouldBe(ExitCode.Passed, run.ToString());

        var trace = await File.ReadAllTextAsync(first);
        trace.ShouldBe(await File.ReadAllTextAsync(second));
        trace.ShouldBe((await QemuBoots.BootAsync(BootRequest.Of("tour").WithoutHypervisor())).Trace);
    }

    [Fact]
    public async Task Run_tours_guests_in_VTL0_too()
    {
        var run = await RunAsync("run", "--no-build");
        run.ExitCode.ShouldBe(ExitCode.Passed, run.ToString());
        run.Output.ShouldContain("guest-hello");
        run.Output.ShouldContain("guest-escape");
        run.Output.ShouldContain("converted-and-given-back");
    }

    [Fact]
    public async Task A_timeline_opens_in_a_browser()
    {
        var file = Target("timeline.svg");
        var run = await RunAsync("run", "--no-build", "--cpus", "4", "--timeline", file);
        run.ExitCode.ShouldBe(ExitCode.Passed, run.ToString());

        var svg = XDocument.Load(file).Root!;
        svg.Name.ShouldBe(XName.Get("svg", "http://www.w3.org/2000/svg"));
        var texts = svg.Descendants().Where(item => item.Name.LocalName == "text").Select(item => item.Value).ToList();
        texts.ShouldContain(text => text.Contains("VP 1", StringComparison.Ordinal));
        svg.Descendants().Count(item => item.Name.LocalName == "rect").ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_timeline_opens_in_Perfetto()
    {
        var file = Target("timeline.json");
        var run = await RunAsync("run", "--no-build", "--cpus", "4", "--scenario", "stop", "--timeline", file);
        run.ExitCode.ShouldBe(ExitCode.Passed, run.ToString());

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        var events = json.RootElement.GetProperty("traceEvents").EnumerateArray().Where(item => item.GetProperty("ph").GetString() == "X").ToList();
        events.ShouldNotBeEmpty();
        events.ShouldAllBe(item => item.GetProperty("ts").GetDouble() >= 0 && item.GetProperty("dur").GetDouble() >= 0);
        events.Select(item => item.GetProperty("name").GetString()).ShouldContain("Interrupted");
    }

    [Fact]
    public async Task The_ISO_runs_on_UEFI()
    {
        await Images.MakeIsoAsync();
        var run = await RunAsync("run", "--no-build", "--boot", "iso", "--firmware", "uefi", "--scenario", "start", "--accel", "tcg");
        run.ExitCode.ShouldBe(ExitCode.Passed, run.ToString());
    }

    [Fact]
    public async Task A_failed_scenario_ends_with_1_and_a_sentence()
    {
        var run = await RunAsync("run", "--no-build", "--scenario", "no-such-thing");
        run.ExitCode.ShouldBe(ExitCode.Failed, run.ToString());
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
        run.Error.ShouldContain("there is no scenario \"no-such-thing\"");
    }

    [Fact]
    public async Task Time_that_is_up_ends_the_machine_and_the_run()
    {
        var run = await RunAsync("run", "--no-build", "--cpus", "64", "--scenario", "stress", "--timeout", "1", "--accel", "tcg");
        run.ExitCode.ShouldBe(ExitCode.Failed, run.ToString());
        run.Error.ShouldContain("the machine was stopped after 1 s without having finished");
    }

    [Fact]
    public async Task Wrong_usage_ends_with_2()
    {
        var run = await RunAsync("run", "--cpus", "none");
        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("--cpus none: expected a number from 2 to 1024");
    }

    private static string Target(string name) => Path.Combine(Images.Folder, name);

    private static async Task<Run> RunAsync(params string[] words)
    {
        using var slot = await QemuBoots.EnterAsync();
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await SidecarCommandLine.RunAsync(words, output, error);
        return new(exitCode, output.ToString(), error.ToString());
    }

    private sealed record Run(int ExitCode, string Output, string Error);
}
