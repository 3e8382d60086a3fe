using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Shouldly;
using Sidecar.Cli.Report;
using Sidecar.Cli.Timeline;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cli.Tests.Timeline;

public class TimelineTests
{
    [Fact]
    public void Svg()
    {
        var text = Draw(SampleReport.Read());
        XDocument.Parse(text).Root!.Name.LocalName.ShouldBe("svg");
        Snapshot.Matches(text);
    }

    [Fact]
    public void Json()
    {
        var json = ChromeTimeline.Write(TimelineModel.Create(SampleReport.Read()), "a run");
        using var document = JsonDocument.Parse(json);
        document.RootElement.GetProperty("traceEvents").EnumerateArray().Count(item => item.GetProperty("ph").GetString() == "X").ShouldBe(14);
        Snapshot.Matches(Encoding.UTF8.GetString(json.Span));
    }

    [Fact]
    public void NamesFromTheMachineCannotBreakOut()
    {
        var report = SampleReport.Read();
        report.Handlers[0x1000] = "</title><script>alert(1)</script>";
        var document = XDocument.Parse(Draw(report));
        document.Descendants().Any(element => element.Name.LocalName == "script").ShouldBeFalse();
    }

    [Fact]
    public void ACounterOutOfStepDoesNotRunBackwards()
    {
        var report = ReportReader.Read(
        [
            "SIDECAR-REPORT 1", "machine cpus=2 nodes=1 tsc_hz=0",
            "trace vp=1 seq=0 from=Removed to=Halted event=Started tsc=500",
            "trace vp=1 seq=1 from=Halted to=Running event=RunRequested tsc=100",
            "trace vp=1 seq=2 from=Running to=Halted event=CommandCompleted tsc=600",
        ]);
        var model = TimelineModel.Create(report);
        model.Calibrated.ShouldBeFalse();
        model.Rows[0].Intervals.Select(interval => (interval.Start, interval.End)).ShouldBe([(0.4, 0.4), (0.4, 0.5), (0.5, 0.5)]);
    }

    [Fact]
    public void AVpThatComesBackHasItsTimeAsTheHostsBetween()
    {
        var report = ReportReader.Read(
        [
            "SIDECAR-REPORT 1", "machine cpus=2 nodes=1 tsc_hz=1000000",
            "trace vp=1 seq=0 from=Removed to=Halted event=Started tsc=100",
            "trace vp=1 seq=1 from=Halted to=Converting event=RemoveRequested tsc=200",
            "trace vp=1 seq=2 from=Converting to=Removed event=ConversionCompleted tsc=300",
            "trace vp=1 seq=3 from=Removed to=Halted event=Started tsc=700",
            "trace vp=1 seq=4 from=Halted to=Running event=RunRequested tsc=800",
        ]);
        report.Problems.ShouldBeEmpty();
        TimelineModel.Create(report).Rows.Single().Intervals.Select(interval => (interval.State, interval.Start, interval.End))
            .ShouldBe([("Halted", 0, 100), ("Converting", 100, 200), ("Removed", 200, 600), ("Halted", 600, 700), ("Running", 700, 700)]);
    }

    [Fact]
    public void WhatWasOverwrittenIsNotDrawn()
    {
        var report = ReportReader.Read(
        [
            "SIDECAR-REPORT 1", "machine cpus=2 nodes=1 tsc_hz=1000000",
            "trace vp=1 seq=7 from=Running to=Halted event=CommandCompleted tsc=100",
            "trace vp=1 seq=8 from=Halted to=Running event=RunRequested tsc=200",
            "trace vp=1 seq=20 from=Running to=Halted event=CommandCompleted tsc=700",
        ]);
        report.Problems.ShouldBeEmpty();
        TimelineModel.Create(report).Rows.Single().Intervals.Select(interval => (interval.State, interval.Cause, interval.Start, interval.End))
            .ShouldBe([("Halted", "CommandCompleted", 0, 100), ("Unknown", "11 transitions overwritten before they were read", 100, 600), ("Halted", "CommandCompleted", 600, 600)]);
        var text = new StringWriter();
        TraceFormat.Write(report, text);
        text.ToString().Split('\n').ShouldBe(
        [
            "vp 1: 7 transitions overwritten before they were read", "vp 1: Running -> Halted (CommandCompleted)", "vp 1: Halted -> Running (RunRequested)",
            "vp 1: 11 transitions overwritten before they were read", "vp 1: Running -> Halted (CommandCompleted)", "",
        ]);
    }

    [Fact]
    public void NoTransitionsMakeAnEmptyPicture() => XDocument.Parse(Draw(new())).Descendants().Count(element => element.Name.LocalName == "rect").ShouldBe(6);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(45, 5)]
    [InlineData(99, 10)]
    [InlineData(1_000_000, 100_000)]
    public void TheAxisHasAtMostElevenMarks(double duration, double step) => SvgTimeline.Step(duration).ShouldBe(step);

    [Theory]
    [InlineData("t.svg", true)]
    [InlineData("t.json", true)]
    [InlineData("svg", false)]
    [InlineData("t.SVG", false)]
    public void TheNameSaysTheForm(string path, bool good) => (TimelineFile.Check(path) is null).ShouldBe(good);

    private static string Draw(MachineReport report)
    {
        var text = new StringWriter();
        SvgTimeline.Write(TimelineModel.Create(report), "a run", text);
        return text.ToString();
    }
}
