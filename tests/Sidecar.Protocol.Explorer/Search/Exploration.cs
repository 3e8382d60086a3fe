using System.Collections.Generic;

namespace Sidecar.Protocol.Explorer.Search;

/// <summary>What a search found.</summary>
/// <param name="States">Different states of the world.</param>
/// <param name="Steps">Steps between them.</param>
/// <param name="Ends">States in which nothing could happen any more: the ways in which the whole scenario can end.</param>
/// <param name="Interleavings">Different sequences of steps from the start to an end, as a floating-point number since they are many.</param>
/// <param name="LocalStates">Different local states that actors were found in.</param>
/// <param name="IsComplete">Whether every state was looked at. False after a violation or when the limit was reached.</param>
/// <param name="Violation">What must never be and was found, or null.</param>
/// <param name="Trace">How it came about, a line a step, as short as possible; empty without a violation.</param>
public sealed record Exploration(
    int States, long Steps, int Ends, double Interleavings, int LocalStates, bool IsComplete, string? Violation, IReadOnlyList<string> Trace)
{
    /// <summary>The figures and the trace, if there is one, for a test's output.</summary>
    public override string ToString()
    {
        var figures = System.FormattableString.Invariant(
            $"{States} states, {Steps} steps, {Ends} ends, {Interleavings:g3} interleavings, {LocalStates} local states, complete={IsComplete}");
        return Violation is null ? figures : $"{figures}\nviolation: {Violation}\n{string.Join('\n', Trace)}";
    }
}
