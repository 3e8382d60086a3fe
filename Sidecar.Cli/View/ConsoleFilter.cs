using System;
using System.Linq;

namespace Sidecar.Cli.View;

/// <summary>Lines of the console that a run shows as they come. The monitor tells its steps in the report; shim, hypervisor and guests have only the console.</summary>
internal static class ConsoleLine
{
    private static readonly string[] s_shown = ["boot: ", "hypervisor: ", "  guest "];

    /// <summary>Whether a line is shown.</summary>
    public static bool IsShown(string line) => s_shown.Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal));
}
