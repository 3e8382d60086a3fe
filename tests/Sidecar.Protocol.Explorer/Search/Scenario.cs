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

    /// <summary>
    /// Whether an actor, by number, serves the others: it may be halted for ever once they are finished. Servers have nothing to do with each other.
    /// </summary>
    public required Predicate<int> IsServer { get; init; }

    /// <summary>
    /// Which regions of the plain memory an actor, by number, accesses between that operation and its next one, as a mask. What it does not access must not
    /// make its local states different.
    /// </summary>
    public required Func<int, OperationKind, uint> PlainRegionsOf { get; init; }

    /// <summary>
    /// Whether plain writes go through the store buffer too. If not they are seen at once, which leaves less to explore where the question is not
    /// whether results come in time.
    /// </summary>
    public bool PlainStoresAreBuffered { get; init; } = true;

    /// <summary>
    /// Checks a state in which nothing can happen any more; throws <see cref="PropertyViolatedException"/>. The argument gives a cell's value by
    /// number.
    /// </summary>
    public required Action<Func<int, uint>> CheckEnd { get; init; }

    /// <summary>
    /// Whether an interrupt may be under way for any time before it is pending. To an actor that takes interrupts only where it halts that makes no
    /// difference, since it may also halt for any time with one pending; to one that opens a window for them without waiting it does.
    /// </summary>
    public bool InterruptsArriveLate { get; init; }

    /// <summary>When bounded waits reach their bounds.</summary>
    public TimePassing Time { get; init; }

    /// <summary>With <see cref="TimePassing.Anytime"/>, how many times.</summary>
    public int Expiries { get; init; }

    /// <summary>Operations of one actor after which it counts as running for ever.</summary>
    public int MaxOperations { get; init; } = 1000;

    /// <summary>States after which the search gives up.</summary>
    public int MaxStates { get; init; } = 3_000_000;
}
