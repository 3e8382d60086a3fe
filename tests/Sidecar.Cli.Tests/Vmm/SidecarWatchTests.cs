using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Shouldly;
using Sidecar.Cli.Report;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;
using Xunit;

namespace Sidecar.Cli.Tests.Vmm;

/// <summary>What the VMM reports of the sidecar beside its steps, from the driver's files.</summary>
public sealed class SidecarWatchTests : IDisposable
{
    private const int RingSize = 2 * 4096;
    private const uint Capacity = (RingSize - 64) / 32;
    private readonly string _root = Directory.CreateTempSubdirectory("sidecar-vmm-").FullName;
    private readonly MemoryStream _stream = new();

    public SidecarWatchTests()
    {
        Node(1, "4 host\n5 idle\n", "8\n9\n");
        Node(0, "0 host\n1 idle\n2 running\n3 linux\n", "0\n1\n2\n4\n");
    }

    private string Vps(int node) => Path.Combine(Device(node), "vps");

    private LinuxHost Linux => new(Path.Combine(_root, "sys"), Path.Combine(_root, "proc"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void NodesHandlersAndVpsAreReported()
    {
        var report = Play(_ => { });
        report.Nodes.Values.Select(node => (node.Index, node.BaseVp, node.VpCount)).ShouldBe([(0, 0, 4), (1, 4, 2)]);
        report.Handlers[0x1000].ShouldBe("sum");
        report.Vps.Values.Select(vp => (vp.Index, vp.ApicId, vp.Node, vp.State))
            .ShouldBe([(0, 0u, 0, "Host"), (1, 1u, 0, "Halted"), (2, 2u, 0, "Running"), (3, 4u, 0, "Host"), (4, 8u, 1, "Host"), (5, 9u, 1, "Halted")]);
    }

    [Theory]
    [InlineData("stopping", "Interrupted")]
    [InlineData("removing", "Converting")]
    [InlineData("removed", "Removed")]
    [InlineData("failed", "Removed")]
    [InlineData("of another time", "Removed")]
    public void AChangeIsReportedAfterTheStep(string word, string state)
    {
        var report = Play(reporter =>
        {
            File.WriteAllText(Vps(1), $"4 host\n5 {word}\n");
            reporter.Step("change", true, "");
        });
        report.Vps[5].State.ShouldBe(state);
        // That of the other VPs is not reported again.
        Lines().Count(line => line.StartsWith("vp ", StringComparison.Ordinal)).ShouldBe(7);
    }

    [Fact]
    public void TransitionsAreReportedAsTheyCome()
    {
        Rings(0, 0, 3, 0, 0);
        var report = Play(reporter =>
        {
            Rings(0, 0, 5, 0, 0);
            reporter.Step("more", true, "");
            reporter.Step("no more", true, "");
        });
        report.Trace.Select(item => (item.Vp, item.Sequence)).ShouldBe(Enumerable.Range(0, 5).Select(index => (1, (ulong)index)));
        report.Trace[2].Record.ShouldBe(Record(2));
        (report.Steps[^1].Name, report.Steps[^1].Passed, report.Steps[^1].Text).ShouldBe(("traces", true, "5 transitions; every VP's trace ends in the state that the VP shows"));
    }

    [Fact]
    public void RingsThatWereOverrunSaySo()
    {
        var report = Play(reporter =>
        {
            Rings(0, 0, 300, (int)Capacity, 0);
            Rings(1, 0, 260);
            reporter.Step("much", true, "");
        });
        var kept = (int)Capacity - 1;
        report.Trace.Count.ShouldBe(3 * kept);
        report.Steps[^1].Text.ShouldBe($"{3 * kept} transitions; every VP's trace ends in the state that the VP shows; {300 + (int)Capacity + 260 - (3 * kept)} more were overwritten before they were read, of VP 1, 2, 5");
        report.Steps[^1].Passed.ShouldBeTrue();
    }

    [Theory]
    [InlineData("idle", VpState.Running, "VP 5: the last record of the trace does not lead to Halted, which the VP shows")]
    [InlineData("linux", VpState.Halted, "VP 5: the last record of the trace does not lead to Removed, which the VP shows")]
    [InlineData("removed", VpState.Converting, "VP 5: the last record of the trace does not lead to Removed, which the VP shows")]
    [InlineData("idle", VpState.Halted, null)]
    [InlineData("linux", VpState.Removed, null)]
    [InlineData("running", VpState.Halted, null)]
    public void TheLastRecordLeadsToWhatTheVpShows(string word, VpState last, string? problem)
    {
        File.WriteAllText(Vps(1), $"4 host\n5 {word}\n");
        Rings(1, [], Ring(5, [Record(0), Record(1) with { To = last }]));
        var step = Play(_ => { }).Steps.Single();
        (step.Name, step.Passed).ShouldBe(("traces", problem is null));
        step.Text.ShouldBe(problem ?? "2 transitions; every VP's trace ends in the state that the VP shows");
    }

    [Fact]
    public void ATraceThatIsNotToBeBelievedFailsTheRun()
    {
        Rings(1, [], Ring(6, [Record(0)]));
        var report = Play(_ => { });
        (report.Steps.Single().Text, report.Passed, report.ProblemCount).ShouldBe(("VP 5's trace says that it is VP 6's", false, 0));
    }

    [Fact]
    public void WithoutTracesThereIsNoStepForThem() => Play(_ => { }).Steps.ShouldBeEmpty();

    /// <summary>The driver may go and come back during a scenario: what its VPs did meanwhile is in the rings.</summary>
    [Fact]
    public void ADriverThatIsAwayIsWaitedFor()
    {
        Rings(0, 0, 1, 0, 0);
        var away = Path.Combine(_root, "away");
        var report = Play(reporter =>
        {
            Directory.Move(Device(0), away);
            reporter.Step("away", true, "");
            Directory.Move(away, Device(0));
            Rings(0, 0, 4, 0, 0);
            reporter.Step("back", true, "");
        });
        report.Trace.Count.ShouldBe(4);
        report.Passed.ShouldBe(true);
    }

    private MachineReport Play(Action<Reporter> play)
    {
        using (var reporter = new Reporter(_stream, TextWriter.Null))
        {
            reporter.Machine(6, 2, 1_000);
            var watch = new SidecarWatch(reporter, Linux) { SettleTimeout = TimeSpan.FromMilliseconds(20) };
            play(reporter);
            watch.Finish();
            reporter.Finish();
        }

        var report = ReportReader.Read(Lines());
        report.Problems.ShouldBeEmpty();
        return report;
    }

    private string[] Lines() => Encoding.UTF8.GetString(_stream.ToArray()).TrimEnd('\n').Split('\n');

    private static TraceRecord Record(int index)
        => new() { Timestamp = 100 + (ulong)index, From = VpState.Running, To = VpState.Halted, Event = VpEvent.CommandCompleted, Command = 0x1000, HasCommand = 1, Vector = TraceText.NoVector };

    /// <summary>A ring of a VP that has made transitions.</summary>
    private static byte[] Ring(uint vp, TraceRecord[] records)
    {
        var ring = new byte[RingSize];
        var header = new TraceRingHeader { Magic = TraceRingHeader.ExpectedMagic, Version = 1, VpIndex = vp, Capacity = Capacity, Count = (ulong)records.Length };
        MemoryMarshal.Write(ring, header);
        for (var index = 0; index < records.Length; index++)
        {
            MemoryMarshal.Write(ring.AsSpan(64 + (int)(index % Capacity * 32)), records[index]);
        }

        return ring;
    }

    private string Device(int node) => Path.Combine(_root, $"sys/bus/platform/devices/SDCR0001:{node:00}");

    private void Node(int index, string vps, string apicIds)
    {
        Directory.CreateDirectory(Path.Combine(Device(index), "misc", $"mshv_vtl_sidecar{index}"));
        File.WriteAllText(Vps(index), vps);
        File.WriteAllText(Path.Combine(Device(index), "apic_ids"), apicIds);
    }

    /// <summary>A node's rings, of as many transitions as it says for each VP; none at all for a VP that has made none.</summary>
    private void Rings(int node, params int[] counts)
        => Rings(node, [.. counts.Select((count, index) => count == 0 ? [] : Ring((uint)((node * 4) + index), [.. Enumerable.Range(0, count).Select(Record)]))]);

    private void Rings(int node, params byte[][] rings)
    {
        foreach (ref var ring in rings.AsSpan())
        {
            Array.Resize(ref ring, RingSize);
        }

        File.WriteAllBytes(Path.Combine(Device(node), "trace"), [.. rings.SelectMany(ring => ring)]);
    }
}
