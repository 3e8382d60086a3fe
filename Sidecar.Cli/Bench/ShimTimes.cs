using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sidecar.Cli.Bench;

/// <summary>What the shim says on the console of the CPUs that it brought up (docs/boot.md).</summary>
/// <param name="Parked">From the first INIT until all CPUs wait for work: 10 ms of it are the wait that INIT asks for. Zero below a hypervisor that starts them itself.</param>
/// <param name="Started">The call of the sidecar kernel, until all VPs are idle.</param>
/// <param name="Vps">VPs that were started.</param>
internal sealed partial record ShimTimes(TimeSpan Parked, TimeSpan Started, int Vps)
{
    /// <summary>From the first INIT until all VPs are idle.</summary>
    public TimeSpan Total => Parked + Started;

    /// <summary>Reads a console; null when no sidecar was started.</summary>
    public static ShimTimes? Read(IEnumerable<string> console)
    {
        var parked = TimeSpan.Zero;
        foreach (var line in console)
        {
            if (ParkedLine().Match(line) is { Success: true } park)
            {
                parked = Time(park);
            }
            else if (StartedLine().Match(line) is { Success: true } start)
            {
                return new(parked, Time(start), int.Parse(start.Groups["vps"].Value, CultureInfo.InvariantCulture));
            }
        }

        return null;
    }

    private static TimeSpan Time(Match match) => TimeSpan.FromMicroseconds(long.Parse(match.Groups["us"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^boot: \d{1,5} of \d{1,5} other processors? parked after (?<us>\d{1,12}) us", RegexOptions.CultureInvariant)]
    private static partial Regex ParkedLine();

    [GeneratedRegex(@"^boot: sidecar started (?<vps>\d{1,5}) VPs? in \d{1,5} nodes? in (?<us>\d{1,12}) us", RegexOptions.CultureInvariant)]
    private static partial Regex StartedLine();
}
