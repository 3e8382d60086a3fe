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

    /// <summary>What Linux takes its delay loop to be on its first CPU, in loops a tick: measured, calculated or told (init/calibrate.c). Null when the log does not say.</summary>
    /// <param name="log">The log.</param>
    public static ulong? LoopsPerJiffy(string log)
        => Delay().Match(log) is { Success: true } match ? ulong.Parse(match.Groups["loops"].Value, CultureInfo.InvariantCulture) : null;

    private static TimeSpan? TimeOf(Regex line, string log)
        => line.Match(log) is { Success: true } match ? TimeSpan.FromTicks((long)(decimal.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond)) : null;

    [GeneratedRegex(@"BogoMIPS \(lpj=(?<loops>\d{1,18})\)", RegexOptions.CultureInvariant)]
    private static partial Regex Delay();

    [GeneratedRegex(@"^\[ *(?<seconds>\d{1,9}\.\d{6})\] smp: Bringing up secondary CPUs", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Began();

    [GeneratedRegex(@"^\[ *(?<seconds>\d{1,9}\.\d{6})\] smp: Brought up ", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Ended();
}
