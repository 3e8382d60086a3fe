using System;
using System.Linq;
using System.Text.RegularExpressions;
using Sidecar.Cli.Config;

namespace Sidecar.Cli.View;

/// <summary>
/// Which lines of the console a run shows as they come. Monitor and VMM tell their steps in the report; shim, hypervisor and guests have only the console, and so have Linux's programs. Of the kernel's own
/// messages, of which there are hundreds, those of the sidecar's driver are shown, and disasters.
/// </summary>
/// <param name="host">The host kernel.</param>
internal sealed partial class ConsoleFilter(BootMode host)
{
    /// <summary>What Linux says when it gives up.</summary>
    public const string Panic = "Kernel panic - not syncing: ";

    /// <summary>How init's lines begin.</summary>
    public const string Init = "init: ";

    private static readonly string[] s_shown = ["boot: ", "hypervisor: ", "  guest "];
    private static readonly string[] s_kernel = ["mshv_vtl_sidecar", Panic, "BUG: ", "Oops: ", "WARNING: "];
    private static readonly string[] s_steps = ["  pass  ", "  FAIL  "];

    /// <summary>Whether a line is shown.</summary>
    public bool Shows(string line) => host == BootMode.Linux
        ? KernelMessage().IsMatch(line) ? s_kernel.Any(text => line.Contains(text, StringComparison.Ordinal)) : line.Length > 0 && !StartsWithAny(line, s_steps)
        : StartsWithAny(line, s_shown);

    private static bool StartsWithAny(string line, string[] prefixes) => prefixes.Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A message of Linux's: the seconds since its start in front.</summary>
    [GeneratedRegex(@"^\[ *\d+\.\d+\] ")]
    private static partial Regex KernelMessage();
}
