using System;
using System.IO;
using Sidecar.Cli.View;
using Sidecar.Tests;
using Spectre.Console;
using Xunit;

namespace Sidecar.Cli.Tests.Run;

public class ViewTests
{
    [Fact]
    public void SummaryOfAPassedRun() => Snapshot.Matches(Show(null));

    [Fact]
    public void SummaryOfAFailedRun() => Snapshot.Matches(Show("the scenario failed"));

    [Fact]
    public void LivePicture()
    {
        var (console, output) = Plain();
        console.Write(LiveView.Render("4 CPUs", ["boot: sidecar started 2 VPs"], SampleReport.Read()));
        Snapshot.Matches(output.ToString());
    }

    private static string Show(string? failure)
    {
        var (console, output) = Plain();
        Summary.Write(console, new(SampleReport.Read(), failure, TimeSpan.FromSeconds(1.25), []));
        return output.ToString();
    }

    private static (IAnsiConsole Console, StringWriter Output) Plain()
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 120;
        return (console, output);
    }
}
