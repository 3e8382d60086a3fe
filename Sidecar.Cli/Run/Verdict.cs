using System;
using System.Globalization;
using System.Linq;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.Run;

/// <summary>What to make of a machine's end.</summary>
public static class Verdict
{
    /// <summary>What isa-debug-exit makes of the 0 that the monitor writes when all is well: (0 &lt;&lt; 1) | 1.</summary>
    public const int DebugExitPassed = 1;

    /// <summary>What it makes of the 1 that monitor and init write when all is not.</summary>
    public const int DebugExitFailed = 3;

    /// <summary>Why a run failed, in one sentence; null when it passed.</summary>
    /// <param name="report">What the machine reported.</param>
    /// <param name="exitCode">QEMU's exit code; null when it was killed because time was up.</param>
    /// <param name="timeout">The time it had.</param>
    /// <param name="errors">What QEMU itself complained about.</param>
    /// <param name="interactive">Whether a person was at the console, who may leave at any time.</param>
    /// <param name="linux">Why Linux, or its init, gave up; null when neither did.</param>
    public static string? Failure(MachineReport report, int? exitCode, TimeSpan timeout, string errors, bool interactive, string? linux = null)
    {
        if (report.Passed == false)
        {
            return report.ResultText.Length > 0 ? $"the scenario failed: {report.ResultText}" : "the scenario failed";
        }

        if (linux is not null)
        {
            return $"Linux stopped: {linux}";
        }

        if (exitCode is null)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the machine was stopped after {timeout.TotalSeconds:0} s without having finished");
        }

        if (interactive && (exitCode == 0 || exitCode == DebugExitPassed) && report.ProblemCount == 0)
        {
            return errors.Length > 0 && report.Machine is null ? $"QEMU did not start: {errors}" : null;
        }

        if (report.Machine is null && errors.Length > 0)
        {
            return $"QEMU did not start: {errors}";
        }

        if (!report.Ended)
        {
            return exitCode == 0 ? "the machine reset or went off before its report ended" : FormattableString.Invariant($"QEMU ended with {exitCode} before the report did{Reason(errors)}");
        }

        if (report.Passed is null)
        {
            return "the report ended without a result";
        }

        if (report.ProblemCount > 0)
        {
            return FormattableString.Invariant($"{report.ProblemCount} lines of the report could not be read, the first: {report.Problems[0]}");
        }

        return report.Steps.FirstOrDefault(step => !step.Passed) is { } step ? $"step {step.Name} failed: {step.Text}" : null;
    }

    private static string Reason(string errors) => errors.Length > 0 ? $": {errors}" : "";
}
