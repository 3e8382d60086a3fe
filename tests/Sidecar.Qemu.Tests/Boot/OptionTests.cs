using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Config;
using Sidecar.Qemu.Tests.Machine;
using Xunit;

namespace Sidecar.Qemu.Tests.Boot;

/// <summary>What the command line of boot.elf can ask for, and what it cannot.</summary>
public class OptionTests
{
    [Theory]
    [InlineData("1-3,5-7", "1,2,3,5,6,7", "0,4")]
    [InlineData("1,3,6", "1,3,6", "0,2,4,5,7")]
    [InlineData("5-7", "5,6,7", "0,1,2,3,4")]
    [InlineData("0-7", "1,2,3,5,6,7", "0,4")]
    public async Task Start_says_which_CPUs_the_sidecar_starts(string start, string started, string host)
    {
        var boot = (await QemuBoots.BootAsync(Of("tour", new() { Start = Cpus(start) }))).ShouldPass();
        string.Join(',', boot.StartedVps).ShouldBe(started);
        boot.Console.ShouldContain($"boot: boot_cpus={host}");
    }

    [Fact]
    public async Task A_node_whose_CPUs_are_all_the_host_s_is_left_out()
    {
        var boot = (await QemuBoots.BootAsync(Of("tour", new() { Start = Cpus("5-7") }))).ShouldPass();
        boot.Report.Nodes.Values.Select(node => (node.Index, node.BaseVp, node.VpCount)).ShouldBe([(0, 4, 4)]);
        boot.Console.ShouldContain(line => line.StartsWith("boot: sidecar started 3 VPs", System.StringComparison.Ordinal) && line.Contains("left out", System.StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_to_start_is_a_refusal()
        => (await QemuBoots.BootAsync(Of("start", new() { Start = Cpus("0,4") }))).ShouldBeRefused("every processor is the host's: none is left for the sidecar to start");

    [Theory]
    [InlineData(IdleSetting.Hlt)]
    [InlineData(IdleSetting.Mwait)]
    public async Task Idle_changes_how_VPs_wait_and_nothing_else(IdleSetting idle)
    {
        var boot = (await QemuBoots.BootAsync(Of("tour", new() { Idle = idle }))).ShouldPass();
        boot.Trace.ShouldBe((await QemuBoots.BootAsync(BootRequest.Of("tour"))).Trace);
    }

    [Fact]
    public async Task Mwait_carries_a_load() => (await QemuBoots.BootAsync(Of("remove-all", new() { Idle = IdleSetting.Mwait }))).ShouldPass();

    [Fact]
    public async Task Without_trace_pages_there_is_no_trace()
    {
        var boot = (await QemuBoots.BootAsync(Of("tour", new() { TracePages = 0 }))).ShouldPass();
        boot.Report.Trace.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_state_pages_handlers_without_state_work()
        => (await QemuBoots.BootAsync(Of("start", new() { HandlerStatePages = 0 }))).ShouldPass();

    [Fact]
    public async Task The_most_pages_of_everything_work()
        => (await QemuBoots.BootAsync(Of("tour", new() { TracePages = 32, HandlerStatePages = 192 }))).ShouldPass();

    [Theory]
    [InlineData("speed=11", "command line: \"speed=11\": no such option, ignored")]
    [InlineData("node-size=99", "command line: \"node-size=99\": expected a number from 2 to 32, using the default")]
    [InlineData("idle=nap", "command line: \"idle=nap\": expected hlt, mwait or auto, using the default")]
    [InlineData("start=7-1", "command line: \"start=7-1\": expected processor numbers and ranges below ")]
    public async Task A_word_that_cannot_be_followed_is_named_in_one_line(string word, string expected)
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("start", 4, 1) with { Words = word })).ShouldPass();
        var lines = boot.Console.Where(line => line.StartsWith("boot: command line: ", System.StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(1);
        lines[0].ShouldContain(expected);
    }

    [Fact]
    public async Task A_CPU_without_x2APIC_gets_no_sidecar()
        => (await QemuBoots.BootAsync(BootRequest.Of("start", 4, 1) with { Cpu = "max,-x2apic" })).ShouldBeRefused("this CPU has no x2APIC");

    private static BootRequest Of(string scenario, SidecarSettings sidecar) => BootRequest.Of(scenario) with { Sidecar = sidecar };

    private static CpuList Cpus(string text) => CpuList.TryParse(text, 64, out var list) ? list : CpuList.Empty;
}
