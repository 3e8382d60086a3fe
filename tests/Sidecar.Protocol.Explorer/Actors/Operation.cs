namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>One operation of an actor, as its code asked for it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Cell">Which cell, for those on memory.</param>
/// <param name="Value">What is written; the actors interrupted, as a mask; the bound of a choice; for an Await, the value that it outlasts.</param>
/// <param name="Comparand">For CompareExchange; for an Await, 1 when an interrupt ends it too.</param>
/// <param name="Deadline">When a Halt ends by itself.</param>
/// <param name="LocalState">
/// 0, or a number that stands for all of the actor's local state that it will ever use again. Two points of an actor that ask for equal operations with equal
/// numbers are taken as one, however they were reached.
/// </param>
public readonly record struct Operation(
    OperationKind Kind, int Cell = -1, uint Value = 0, uint Comparand = 0, ulong Deadline = ulong.MaxValue, long LocalState = 0);
