using System;
using System.Linq;
using System.Text.RegularExpressions;
using Sidecar.Cli.Config;

namespace Sidecar.Cli.View;

/// <summary>
/// Which lines of the console a run shows as they come. The monitor tells its steps in the report; shim, hypervisor and guests have only the console. With Linux it is init's and programs' all the same, and
/// of the kernel's own messages, of which there are hundreds, what concerns the sidecar and what is a disaster.
/// </summary>
/// <param name="host">The host kernel.</param>
internal sealed partial class ConsoleFilter(BootMode host)
{
    /// <summary>What Linux says when it gives up.</summary>
    public const string Panic = "Kernel panic - not syncing: ";

    private static readonly string[] s_shown = ["boot: ", "hypervisor: ", "  guest "];
    private static readonly string[] s_kernel = ["sidecar", "SDCR000", "Linux version ", Panic, "BUG: ", "Oops: ", "WARNING: "];

    /// <summary>Whether a line is shown.</summary>
    public bool Shows(string line) => host == BootMode.Linux
        ? line.Length > 0 && (!KernelMessage().IsMatch(line) || s_kernel.Any(text => line.Contains(text, StringComparison.Ordinal)))
        : s_shown.Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A message of Linux's: the seconds since its start in front.</summary>
    [GeneratedRegex(@"^\[ *\d+\.\d+\] ")]
    private static partial Regex KernelMessage();
}
