using System;
using System.IO;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.View;

/// <summary>Plain lines, for output that is no terminal: what the shim says, each step when it is over.</summary>
/// <param name="output">Where to.</param>
internal sealed class PlainView(TextWriter output) : IRunView
{
    /// <summary>What the shim begins each of its lines with.</summary>
    public const string ShimPrefix = "boot: ";

    private int _steps;

    /// <inheritdoc/>
    public void Console(string line)
    {
        // The monitor tells its steps in the report too; the shim has only the console.
        if (line.StartsWith(ShimPrefix, StringComparison.Ordinal))
        {
            output.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Update(MachineReport report, TimeSpan? duration)
    {
        for (; _steps < report.Steps.Count; _steps++)
        {
            var step = report.Steps[_steps];
            output.WriteLine($"{(step.Passed ? "pass" : "FAIL")}  {step.Name}: {step.Text}");
        }
    }
}
