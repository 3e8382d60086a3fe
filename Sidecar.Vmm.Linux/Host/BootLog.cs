using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sidecar.Vmm.Linux.Host;

/// <summary>What Linux's log tells of its start.</summary>
internal static partial class BootLog
{
    /// <summary>
    /// How long Linux took to bring up all other CPUs while it booted: from its line before the first one to its line after the last one (kernel/smp.c, <c>smp_init</c>). Null when the log has not both.
    /// </summary>
    /// <param name="log">The log, as <c>dmesg</c> prints it.</param>
    public static TimeSpan? BringUp(string log)
        => TimeOf(Began(), log) is { } began && TimeOf(Ended(), log) is { } ended && ended >= began ? ended - began : null;

    private static TimeSpan? TimeOf(Regex line, string log)
        => line.Match(log) is { Success: true } match ? TimeSpan.FromTicks((long)(decimal.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond)) : null;

    [GeneratedRegex(@"^\[ *(?<seconds>\d{1,9}\.\d{6})\] smp: Bringing up secondary CPUs", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Began();

    [GeneratedRegex(@"^\[ *(?<seconds>\d{1,9}\.\d{6})\] smp: Brought up ", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Ended();
}
