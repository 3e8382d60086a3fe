using System;
using System.Collections.Generic;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Cli.Report;
using Xunit;

namespace Sidecar.Cli.Tests.Report;

public class LineSplitterTests
{
    [Fact]
    public void HowTheBytesComeDoesNotMatter()
    {
        var bytes = Encoding.UTF8.GetBytes("first\r\nsecond – with a dash\n\nlast without an end");
        string[] expected = ["first", "second – with a dash", "", "last without an end"];
        Prop.ForAll(Gen.Choose(1, bytes.Length).ToArbitrary(), part =>
        {
            var (lines, splitter) = (new List<string>(), new LineSplitter());
            for (var start = 0; start < bytes.Length; start += part)
            {
                splitter.Accept(bytes.AsSpan(start, Math.Min(part, bytes.Length - start)), lines.Add);
            }

            splitter.Finish(lines.Add);
            lines.ShouldBe(expected);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ALineWithoutAnEndIsCut()
    {
        var (lines, splitter) = (new List<string>(), new LineSplitter());
        splitter.Accept(new byte[10_000], lines.Add);
        splitter.Finish(lines.Add);
        lines.Count.ShouldBe(3);
        lines.ShouldAllBe(line => line.Length <= ReportLine.MaxLength + 1);
    }
}
