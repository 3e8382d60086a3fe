using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Report;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Steps of a scenario: each passes with what it says was seen, or fails with the first thing that went wrong, and the next one follows all the same.</summary>
internal static class Steps
{
    /// <summary>Plays a step.</summary>
    /// <param name="report">Where it is reported.</param>
    /// <param name="name">Its name, in kebab case.</param>
    /// <param name="play">What it does; the text says what was seen.</param>
    public static async Task<bool> PlayAsync(Reporter report, string name, Func<Task<string>> play)
    {
        try
        {
            report.Step(name, true, await play());
            return true;
        }
        catch (Exception exception) when (exception is SidecarException or StepException or IOException or InvalidDataException or UnauthorizedAccessException or TimeoutException)
        {
            report.Step(name, false, exception.Message);
            return false;
        }
    }

    /// <summary>Fails the step that is under way unless something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="otherwise">What was seen instead.</param>
    /// <exception cref="StepException">It does not.</exception>
    public static void Expect(bool holds, FormattableString otherwise)
    {
        if (!holds)
        {
            throw new StepException(otherwise.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Milliseconds since a time stamp, as text.</summary>
    public static string Since(long start) => string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms");
}
