using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Protocol.Text;
using Xunit;
using ReadLine = Sidecar.Cli.Report.ReportLine;

namespace Sidecar.Monitor.Tests.Report;

/// <summary>The monitor's report as the command line reads it.</summary>
public class ReportLineTests
{
    [Fact]
    public void Any_text_comes_through()
        => Prop.ForAll(Gen.Choose(' ', '~').Select(value => (char)value).ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            ReadLine.TryParse(Write(text), out var read, out var problem).ShouldBeTrue(problem);
            read.Kind.ShouldBe("step");
            read.Field("name").ShouldBe("start-up");
            read.Field("text").ShouldBe(text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_a_terminal_would_act_on_does_not() => Write("a\u001b[2Jb\r\nc").ShouldEndWith("text=\"a?[2Jb??c\"");

    [Fact]
    public void Numbers_and_words_come_through()
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("result"u8);
        line.Word("pass"u8);
        line.Number("count"u8, ulong.MaxValue);
        line.Hex("number"u8, 0x1000);
        Encoding.UTF8.GetString(line.Text).ShouldBe("result pass count=18446744073709551615 number=0x1000\n");
    }

    [Fact]
    public void A_line_starts_over()
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        line.Start("metric"u8);
        line.Name("name"u8, "wake"u8);
        line.Start("end"u8);
        Encoding.UTF8.GetString(line.Text).ShouldBe("end\n");
    }

    private static string Write(string text)
    {
        var line = new ReportLine(new byte[4 * ReportLine.Capacity]);
        line.Start("step"u8);
        line.Name("name"u8, "start-up"u8);
        line.Quoted("text"u8, Encoding.UTF8.GetBytes(text));
        return Encoding.UTF8.GetString(line.Text).TrimEnd('\n');
    }
}
