using System;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>Commands that have to end with an error, in the words of whoever refuses.</summary>
internal static class RefusalWork
{
    /// <summary>A handler that faults: the error names handler, vector and address.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="kind">How it faults.</param>
    /// <param name="value">What goes with it.</param>
    /// <param name="vector">The exception.</param>
    public static async Task FaultAsync(SidecarVp vp, Fault.Kind kind, ulong value, uint vector)
    {
        var error = await Refusals.OfAsync(SidecarErrorKind.Command, $"{vp}'s fault {kind} {value}", () => vp.CallFaultAsync(new Fault.Request { Kind = kind, Value = value }).AsTask());
        var text = error.CommandText ?? "";
        Steps.Expect(
            text.Contains("handler fault (0x1040) raised ", StringComparison.Ordinal) && text.Contains($"(vector {vector}) at 0x", StringComparison.Ordinal),
            $"{vp}'s fault {kind} {value} ended with \"{text}\", which does not name handler, vector {vector} and address");
    }

    /// <summary>A command that nobody has: the error names its number.</summary>
    public static async Task<string> UnknownAsync(SidecarVp vp, uint command)
    {
        var error = await Refusals.OfAsync(SidecarErrorKind.Command, $"{vp}'s command 0x{command:x}", () => vp.ExecuteAsync(command, default, default).AsTask());
        Steps.Expect(
            (error.CommandText ?? "").Contains($"{command:x}", StringComparison.OrdinalIgnoreCase) || (error.CommandText ?? "").Contains($"{command}", StringComparison.Ordinal),
            $"{vp} refused command 0x{command:x} with \"{error.CommandText}\"");
        return error.CommandText!;
    }

    /// <summary>A sum that does not fit: the error is the handler's own.</summary>
    public static async Task TooLargeSumAsync(SidecarVp vp)
    {
        var request = new Sum.Request { ValueCount = 2 };
        request.Values[0] = long.MaxValue;
        request.Values[1] = 1;
        var error = await Refusals.OfAsync(SidecarErrorKind.Command, $"{vp}'s sum of too much", () => vp.CallSumAsync(request).AsTask());
        Steps.Expect(error.CommandText?.Contains("the sum does not fit 64 bits", StringComparison.Ordinal) == true, $"{vp} refused a sum that does not fit with \"{error.CommandText}\"");
    }
}
