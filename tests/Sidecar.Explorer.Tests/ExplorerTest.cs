using System;
using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Explorer.Machine;
using Sidecar.Protocol.Explorer.Search;
using Sidecar.Protocol.Pages;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Explorer.Tests;

/// <summary>Explores a world, writes what was found to the test's output, and judges it.</summary>
public abstract class ExplorerTest(ITestOutputHelper output)
{
    /// <summary>Every interleaving must be right.</summary>
    private protected void MustHold(
        NodeWorld world, Action<WorldEnd> checkEnd, TimePassing time = TimePassing.Never, int expiries = 1)
    {
        var found = Explore(world, checkEnd, time, expiries);
        Assert.True(found.Violation is null, found.ToString());
        Assert.True(found.IsComplete, found.ToString());
        Assert.True(found is { States: > 1, Ends: > 0, Interleavings: > 0 }, found.ToString());
    }

    /// <summary>Some interleaving must be wrong, in the way that is named, and the trace must show how.</summary>
    private protected void MustFail(NodeWorld world, string violation, TimePassing time = TimePassing.Never)
    {
        var found = Explore(world, _ => { }, time, 1);
        Assert.True(found.Violation?.Contains(violation, StringComparison.Ordinal) == true, $"expected '{violation}', found {found}");
        Assert.NotEmpty(found.Trace);
    }

    /// <summary>The end that most scenarios must have: the VP is idle or gone, and every start had its one outcome.</summary>
    private protected static Action<WorldEnd> EndsAt(params CpuStatus[] expected) => end =>
    {
        for (uint vp = 0; vp < expected.Length; vp++)
        {
            PropertyViolatedException.Unless(end.Status(vp) == expected[vp], $"vp{vp} is {end.Status(vp)}, not {expected[vp]}");
            PropertyViolatedException.Unless(
                end[vp, Tally.Completed] + end[vp, Tally.Abandoned] == end[vp, Tally.Started], $"vp{vp}: starts and outcomes do not match");
            PropertyViolatedException.Unless(
                end[vp, Tally.Taken] <= end[vp, Tally.Started], $"vp{vp}: took a command that nobody started, or one twice");
        }
    };

    /// <summary>As <see cref="EndsAt"/>, and every command that was started was taken exactly once.</summary>
    private protected static Action<WorldEnd> AllTaken(params CpuStatus[] expected) => end =>
    {
        EndsAt(expected)(end);
        for (uint vp = 0; vp < expected.Length; vp++)
        {
            PropertyViolatedException.Unless(end[vp, Tally.Taken] == end[vp, Tally.Started], $"vp{vp}: a command was lost");
        }
    };

    private Exploration Explore(NodeWorld world, Action<WorldEnd> checkEnd, TimePassing time, int expiries)
    {
        using (world)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var found = Searcher.Explore(world.Build(checkEnd, time, expiries));
            output.WriteLine($"{found} in {clock.ElapsedMilliseconds} ms");
            return found;
        }
    }
}
