using Sidecar.Cli.Report;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sidecar.Cli.View;

/// <summary>One step on the terminal.</summary>
internal static class StepLine
{
    /// <summary>A step as a line.</summary>
    public static IRenderable Render(StepInfo step)
        => new Markup($"{(step.Passed ? "[green]pass[/]" : "[red bold]FAIL[/]")}  {Markup.Escape(step.Name)}  [grey]{Markup.Escape(step.Text)}[/]");
}
