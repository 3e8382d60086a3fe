using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Project;
using Sidecar.Cli.Report;
using Sidecar.Cli.Timeline;

namespace Sidecar.Cli.Commands;

/// <summary><c>./sidecar trace</c>.</summary>
internal static class TraceCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var report = new Argument<string>("REPORT") { Description = "The report of a run, such as artifacts/runs/latest/report.txt" };
        var text = OptionFactory.Text("--text", "FILE", "Write the transitions as text here, not to the terminal", CommonOptions.NotEmpty);
        var timeline = OptionFactory.Text("--timeline", "FILE.svg|FILE.json", "Write a timeline", TimelineFile.Check);
        var command = new Command("trace", "Convert the report of an earlier run") { report, text, timeline };
        command.SetAction((parsed, cancel) => ConvertAsync(
            parsed.GetValue(report)!, parsed.GetValue(text), parsed.GetValue(timeline), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel));
        return command;
    }

    private static async Task<int> ConvertAsync(string path, string? text, string? timeline, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var report = ReportReader.Read(File.ReadLines(Repository.Need(path, "expected the report of a run")));
        foreach (var problem in report.Problems)
        {
            await error.WriteLineAsync($"sidecar: {problem}");
        }

        if (report.Trace.Count == 0)
        {
            throw new CliException($"{path} holds no transition");
        }

        if (text is not null)
        {
            await TraceFormat.WriteFileAsync(report, text, cancel);
        }

        if (timeline is not null)
        {
            await TimelineFile.WriteAsync(report, timeline, cancel);
        }

        if (text is null && timeline is null)
        {
            TraceFormat.Write(report, output);
        }

        return report.ProblemCount == 0 ? ExitCode.Passed : ExitCode.Failed;
    }
}
