using System;
using System.IO;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.View;

/// <summary>Plain lines, for output that is no terminal: what shim, hypervisor and guests say, each step when it is over.</summary>
/// <param name="output">Where to.</param>
/// <param name="filter">Which lines of the console are shown.</param>
internal sealed class PlainView(TextWriter output, ConsoleFilter filter) : IRunView
{
    private int _steps;

    /// <inheritdoc/>
    public void Console(string line)
    {
        if (filter.Shows(line))
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
