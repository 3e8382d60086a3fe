using System;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.View;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunView
{
    /// <summary>Takes a line of the monitor's console.</summary>
    void Console(string line);

    /// <summary>Takes the report as it stands; called many times a second.</summary>
    /// <param name="report">The report.</param>
    /// <param name="duration">How long the run took, once it is over.</param>
    void Update(MachineReport report, TimeSpan? duration);
}
