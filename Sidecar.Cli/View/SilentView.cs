using System;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.View;

/// <summary>Shows nothing: the terminal is the machine's, or nobody looks.</summary>
internal sealed class SilentView : IRunView
{
    /// <inheritdoc/>
    public void Console(string line)
    {
    }

    /// <inheritdoc/>
    public void Update(MachineReport report, TimeSpan? duration)
    {
    }
}
