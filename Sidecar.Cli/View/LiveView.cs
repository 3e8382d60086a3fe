using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.Cli.Report;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sidecar.Cli.View;

/// <summary>A picture that changes while the run goes on: one row a node, one coloured cell a VP, the steps below.</summary>
/// <param name="context">The terminal region.</param>
/// <param name="title">What the run is.</param>
/// <param name="filter">Which lines of the console are shown.</param>
internal sealed class LiveView(LiveDisplayContext context, string title, ConsoleFilter filter) : IRunView
{
    private const int ShownSteps = 15;
    private const int ShownLines = 8;

    private readonly Queue<string> _lines = new();

    /// <inheritdoc/>
    public void Console(string line)
    {
        if (filter.Shows(line))
        {
            _lines.Enqueue(line);
            if (_lines.Count > ShownLines)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <inheritdoc/>
    public void Update(MachineReport report, TimeSpan? duration) => context.UpdateTarget(Render(title, _lines, report));

    /// <summary>The picture of a report.</summary>
    public static IRenderable Render(string title, IEnumerable<string> lines, MachineReport report)
    {
        var rows = new List<IRenderable> { new Markup($"[bold]{Markup.Escape(title)}[/]") };
        rows.AddRange(lines.Select(line => new Text(line, new Style(Color.Grey))));
        if (report.Nodes.Count == 0)
        {
            rows.Add(new Text("booting …"));
        }

        foreach (var node in report.Nodes.Values)
        {
            var cells = report.Vps.Values.Where(vp => vp.Node == node.Index).Select(Cell);
            rows.Add(new Markup(FormattableString.Invariant($"node {node.Index,2}  {string.Join(' ', cells)}")));
        }

        if (report.Vps.Count > 0)
        {
            rows.Add(new Markup(string.Join("  ", StateColors.Legend.Select(item => $"[{item.Terminal}]■[/] {item.Name}"))));
        }

        rows.AddRange(report.Steps.TakeLast(ShownSteps).Select(StepLine.Render));
        return new Rows(rows);
    }

    private static string Cell(VpInfo vp) => FormattableString.Invariant($"[{StateColors.Of(vp.State).Terminal}]■{vp.Index}[/]");
}
