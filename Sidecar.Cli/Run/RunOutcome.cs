using System;
using System.Collections.Generic;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.Run;

/// <summary>How a run ended.</summary>
/// <param name="Report">Everything the machine reported.</param>
/// <param name="Failure">Why it failed, in one sentence; null when it passed.</param>
/// <param name="Duration">How long QEMU ran.</param>
/// <param name="ConsoleTail">The last lines of the monitor's console.</param>
/// <param name="BrokenAccelerator">What QEMU complained about when it gave up before the machine said a word, or KVM when it could not go on; null when neither did.</param>
public sealed record RunOutcome(MachineReport Report, string? Failure, TimeSpan Duration, IReadOnlyList<string> ConsoleTail, string? BrokenAccelerator = null)
{
    /// <summary>QEMU's exit code; null when it was killed because time was up.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether it passed.</summary>
    public bool Passed => Failure is null;
}
