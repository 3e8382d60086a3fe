using System;
using System.IO;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.View;

/// <summary>Plain lines, for output that is no terminal: each node, each step when it is over.</summary>
/// <param name="output">Where to.</param>
internal sealed class PlainView(TextWriter output) : IRunView
{
    private int _nodes;
    private int _steps;

    /// <inheritdoc/>
    public void Console(string line)
    {
    }

    /// <inheritdoc/>
    public void Update(MachineReport report, TimeSpan? duration)
    {
        for (; _nodes < report.Nodes.Count && report.Nodes.TryGetValue(_nodes, out var node); _nodes++)
        {
            output.WriteLine(FormattableString.Invariant($"node {node.Index}: VPs {node.BaseVp} to {node.BaseVp + node.VpCount - 1}"));
        }

        for (; _steps < report.Steps.Count; _steps++)
        {
            var step = report.Steps[_steps];
            output.WriteLine($"{(step.Passed ? "pass" : "FAIL")}  {step.Name}: {step.Text}");
        }
    }
}
