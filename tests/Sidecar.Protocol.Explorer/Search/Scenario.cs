using System;
using System.Collections.Generic;
using Sidecar.Protocol.Explorer.Actors;

namespace Sidecar.Protocol.Explorer.Search;

/// <summary>What the search explores.</summary>
public sealed class Scenario
{
    /// <summary>The actors' names, for traces.</summary>
    public required IReadOnlyList<string> ActorNames { get; init; }

    /// <summary>The actors' code.</summary>
    public required IReadOnlyList<Action> Bodies { get; init; }

    /// <summary>Everything that is accessed through ISharedMemory.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>Everything that is shared and accessed plainly.</summary>
    public required PlainMemory Plain { get; init; }

    /// <summary>Whether an actor, by number, may be halted for ever once all others are finished: it serves the others.</summary>
    public required Predicate<int> MayStayHalted { get; init; }

    /// <summary>
    /// Checks a state in which nothing can happen any more; throws <see cref="PropertyViolatedException"/>. Plain memory is as it is in that state; the
    /// argument gives a cell's value by number.
    /// </summary>
    public required Action<Func<int, uint>> CheckEnd { get; init; }

    /// <summary>When bounded waits reach their bounds.</summary>
    public TimePassing Time { get; init; }

    /// <summary>With <see cref="TimePassing.Anytime"/>, how many times.</summary>
    public int Expiries { get; init; }

    /// <summary>Operations of one actor after which it counts as running for ever.</summary>
    public int MaxOperations { get; init; } = 1000;

    /// <summary>States after which the search gives up.</summary>
    public int MaxStates { get; init; } = 3_000_000;
}
