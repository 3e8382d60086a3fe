using System;
using System.Globalization;
using System.Linq;
using Sidecar.Cli.Report;
using Sidecar.Cli.Run;
using Spectre.Console;

namespace Sidecar.Cli.View;

/// <summary>The table at the end of a run.</summary>
internal static class Summary
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, RunOutcome outcome)
    {
        var report = outcome.Report;
        var table = new Table().Border(TableBorder.Rounded).AddColumn("run").AddColumn(outcome.Passed ? "[green]passed[/]" : "[red bold]failed[/]");
        if (report.Machine is { } machine)
        {
            table.AddRow("machine", FormattableString.Invariant($"{machine.Cpus} CPUs, {machine.Nodes} sidecar nodes"));
        }

        if (report.Vps.Count > 0)
        {
            var states = report.Vps.Values.GroupBy(vp => vp.State).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => FormattableString.Invariant($"{group.Count()} {group.Key}"));
            table.AddRow("VPs at the end", Markup.Escape(string.Join(", ", states)));
        }

        table.AddRow("steps", FormattableString.Invariant($"{report.Steps.Count(step => step.Passed)} passed, {report.Steps.Count(step => !step.Passed)} failed"));
        if (report.Trace.Count > 0)
        {
            table.AddRow("transitions", report.Trace.Count.ToString("N0", CultureInfo.InvariantCulture));
        }

        foreach (var metric in report.Metrics)
        {
            table.AddRow(Markup.Escape(metric.Name), Markup.Escape(Figure(metric, report.Machine)));
        }

        table.AddRow("time", string.Create(CultureInfo.InvariantCulture, $"{outcome.Duration.TotalSeconds:0.0} s in QEMU"));
        console.Write(table);
    }

    private static string Figure(MetricInfo metric, MachineInfo? machine)
        => metric.Unit == "ticks" && machine is { TicksPerSecond: > 0 }
            ? string.Create(CultureInfo.InvariantCulture, $"{metric.Value * 1e6 / machine.TicksPerSecond:N1} µs")
            : string.Create(CultureInfo.InvariantCulture, $"{metric.Value:N0} {metric.Unit}");
}
