using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Cli.Report;
using Sidecar.Protocol.Vp;
using Xunit;

namespace Sidecar.Cli.Tests.Report;

public class ReportReaderTests
{
    [Fact]
    public void EveryKindOfLineIsRead()
    {
        var report = SampleReport.Read();

        report.Problems.ShouldBeEmpty();
        report.Machine.ShouldBe(new(4, 2, 1_000_000_000));
        report.Nodes.Values.ShouldBe([new(0, 0, 2), new(1, 2, 2)]);
        report.Handlers.Select(item => (item.Key, item.Value)).ShouldBe([(0x1000u, "sum"), (0x1004u, "fault")]);
        report.Vps[3].ShouldBe(new(3, 3, 1, "Removed"));
        report.Steps[1].ShouldBe(new("handler", true, "sum of \"1 2 3\" is 6"));
        report.Metrics[0].ShouldBe(new("command-none", 118, "ticks"));
        report.Trace.Count.ShouldBe(14);
        var fault = report.Trace.Single(item => item.Vp == 3 && item.Sequence == 2).Record;
        (fault.From, fault.To, fault.Event, fault.Command, fault.HasCommand, fault.HasError, fault.Vector, fault.Timestamp)
            .ShouldBe((VpState.Running, VpState.Halted, VpEvent.CommandCompleted, 0x1004u, (byte)1, (byte)1, (byte)14, 1_530_000ul));
        (report.Passed, report.ResultText, report.Ended).ShouldBe((true, "2 steps passed", true));
    }

    [Theory]
    [InlineData("machine cpus=4 nodes=2", "machine needs the numbers cpus, nodes and tsc_hz")]
    [InlineData("node index=0 base=x cpus=2", "node needs the numbers index, base and cpus")]
    [InlineData("vp index=3 apic=3 node=0", "vp needs the numbers index, apic and node, and state")]
    [InlineData("vp index=70000 apic=3 node=0 state=Halted", "vp needs the numbers index, apic and node, and state")]
    [InlineData("step name=a result=maybe", "step needs name, and result pass or fail")]
    [InlineData("metric name=a value=-1 unit=ticks", "metric needs name, the number value, and unit")]
    [InlineData("handler number=0x1000", "handler needs the number number, and name")]
    [InlineData("trace vp=3 seq=0 from=Removed to=Nowhere event=Started tsc=1", "trace needs the numbers vp, seq and tsc, the states from and to, and event")]
    [InlineData("trace vp=3 seq=0 from=0 to=17 event=Started tsc=1", "trace needs the numbers vp, seq and tsc, the states from and to, and event")]
    [InlineData("trace vp=3 seq=0 from=Removed to=Halted event=Started tsc=1 status=256", "trace has a command, status, error or vector that is neither a number in range nor -")]
    [InlineData("result perhaps", "expected result pass or result fail")]
    [InlineData("lunch served=no", "unknown kind lunch")]
    [InlineData("step name=\"open", "the value of name does not end")]
    [InlineData("step name=\"a\"b", "the value of name does not end")]
    [InlineData("step name=\"a\\", "the value of name does not end")]
    [InlineData("step na\"me=a", "a quote inside the word \"na\"")]
    [InlineData("step name=a name=b", "name stands twice")]
    [InlineData("step =a", "a value without a key")]
    [InlineData("name=a", "the line names no kind")]
    public void WhatDoesNotReadIsReported(string line, string problem)
    {
        var report = ReportReader.Read(["SIDECAR-REPORT 1", line]);
        report.Problems.ShouldHaveSingleItem().ShouldBe($"report line 2: {problem}: {line}");
    }

    [Fact]
    public void AReportWithoutItsSignatureIsNone()
    {
        var report = ReportReader.Read(SampleReport.Lines.Skip(1));
        report.Problems[0].ShouldStartWith("report line 1: expected SIDECAR-REPORT 1 first");
        (report.Machine, report.Passed, report.Ended).ShouldBe((null, null, false));
    }

    [Fact]
    public void AFailureIsNotTakenBack()
        => ReportReader.Read(["SIDECAR-REPORT 1", "result fail", "result pass"]).Passed.ShouldBe(false);

    [Fact]
    public void AFloodOfGarbageIsCountedNotKept()
    {
        var report = ReportReader.Read(Enumerable.Repeat("\u001b[31mgarbage " + new string('x', 5000), 10_000));
        report.ProblemCount.ShouldBe(10_000);
        report.Problems.Count.ShouldBe(MachineReport.MaxProblems);
        report.Problems.ShouldAllBe(problem => problem.Length < 200 && !problem.Any(char.IsControl));
    }

    [Fact]
    public void NoTextMakesItThrow() => Prop.ForAll<string[]>(lines =>
    {
        var report = ReportReader.Read(lines.Select(line => line ?? "").Prepend("SIDECAR-REPORT 1"));
        report.Problems.Count.ShouldBeLessThanOrEqualTo(MachineReport.MaxProblems);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void NoDamageToARealReportMakesItThrow()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', SampleReport.Lines));
        var damage = Gen.Zip(Gen.Choose(0, bytes.Length - 1), Gen.Choose(0, 255)).ListOf();
        Prop.ForAll(damage.ToArbitrary(), changes =>
        {
            var copy = (byte[])bytes.Clone();
            foreach (var (position, value) in changes)
            {
                copy[position] = (byte)value;
            }

            var report = ReportReader.Read(Encoding.UTF8.GetString(copy).Split('\n'));
            report.Trace.Count.ShouldBeLessThanOrEqualTo(14);
            report.OrderedTrace.Count().ShouldBe(report.Trace.Count);
            // Whatever was read can be shown.
            report.OrderedTrace.Select(item => TraceFormat.Line(item, report.Handlers)).ShouldAllBe(line => line.StartsWith("vp ", System.StringComparison.Ordinal));
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void AnyValueSurvivesQuoting() => Prop.ForAll<string>(value =>
    {
        var text = (value ?? "").Replace("\n", "", System.StringComparison.Ordinal);
        var quoted = text.Replace("\\", "\\\\", System.StringComparison.Ordinal).Replace("\"", "\\\"", System.StringComparison.Ordinal);
        ReportLine.TryParse($"step name=\"{quoted}\" result=pass", out var line, out var problem).ShouldBeTrue(problem);
        line.Field("name").ShouldBe(text);
        line.Field("result").ShouldBe("pass");
    }).QuickCheckThrowOnFailure();
}
