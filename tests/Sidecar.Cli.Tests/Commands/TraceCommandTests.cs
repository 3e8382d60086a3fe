using System;
using System.IO;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Commands;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cli.Tests.Commands;

public sealed class TraceCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-trace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TextGoesToTheTerminal()
    {
        var output = new StringWriter();
        (await SidecarCommandLine.RunAsync(["trace", SampleReport.File], output, TextWriter.Null)).ShouldBe(0);
        Snapshot.Matches(output.ToString());
    }

    [Fact]
    public async Task FilesAreWrittenInTheFormsAskedFor()
    {
        var (text, svg) = (Path.Combine(_folder, "t.txt"), Path.Combine(_folder, "t.svg"));
        var output = new StringWriter();
        (await SidecarCommandLine.RunAsync(["trace", SampleReport.File, "--text", text, "--timeline", svg], output, TextWriter.Null)).ShouldBe(0);

        (await File.ReadAllTextAsync(text)).ShouldContain("vp 3: Converting -> Removed (ConversionCompleted)\n");
        (await File.ReadAllTextAsync(svg)).ShouldStartWith("<svg ");
        output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task AVpThatWasGivenBackIsShownStartingAgain()
    {
        var file = Path.Combine(_folder, "r.txt");
        await File.WriteAllTextAsync(
            file,
            """
            SIDECAR-REPORT 1
            trace vp=1 seq=0 from=Converting to=Removed event=ConversionCompleted tsc=300
            trace vp=1 seq=1 from=Removed to=Halted event=Started tsc=700
            end

            """);
        var output = new StringWriter();
        (await SidecarCommandLine.RunAsync(["trace", file], output, TextWriter.Null)).ShouldBe(0);
        output.ToString().ReplaceLineEndings("\n").ShouldContain("vp 1: Converting -> Removed (ConversionCompleted)\nvp 1: Removed -> Halted (Started)\n");
    }

    [Fact]
    public async Task GarbledLinesAreReportedAndTheRestIsUsed()
    {
        var file = Path.Combine(_folder, "r.txt");
        await File.WriteAllTextAsync(file, await File.ReadAllTextAsync(SampleReport.File) + "garbage\n");
        var (output, error) = (new StringWriter(), new StringWriter());

        (await SidecarCommandLine.RunAsync(["trace", file], output, error)).ShouldBe(1);
        output.ToString().ShouldContain("vp 1: Removed -> Halted (Started)");
        error.ToString().ShouldStartWith("sidecar: report line 32: text after the end of the report: garbage");
    }

    [Fact]
    public async Task AReportWithoutTransitionsIsRefused()
    {
        var file = Path.Combine(_folder, "r.txt");
        await File.WriteAllTextAsync(file, "SIDECAR-REPORT 1\nend\n");
        var error = new StringWriter();
        (await SidecarCommandLine.RunAsync(["trace", file], TextWriter.Null, error)).ShouldBe(1);
        error.ToString().ShouldBe($"sidecar: {file} holds no transition{Environment.NewLine}");
    }
}
