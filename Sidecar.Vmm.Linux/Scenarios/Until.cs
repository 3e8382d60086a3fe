using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Waiting with a bound, for an emulated machine that others may keep busy.</summary>
internal static class Until
{
    /// <summary>After this long nothing is waited for any more.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits until something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="otherwise">What was not seen, if it never does.</param>
    /// <exception cref="StepException">Time is up.</exception>
    public static async Task HoldsAsync(Func<bool> holds, FormattableString otherwise)
    {
        var start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Steps.Expect(Stopwatch.GetElapsedTime(start) < Patience, otherwise);
            await Task.Delay(1);
        }
    }
}
