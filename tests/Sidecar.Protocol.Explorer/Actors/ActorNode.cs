namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>
/// A point in an actor's life: everything it has read so far. An actor's code is deterministic, so that is all there is to know about its local state.
/// </summary>
public sealed class ActorNode
{
    /// <summary>Number of this node; two actors at equal numbers are in equal local states.</summary>
    public required int Id { get; init; }

    /// <summary>Which actor.</summary>
    public required int Actor { get; init; }

    /// <summary>The point before; null at the start.</summary>
    public required ActorNode? Parent { get; init; }

    /// <summary>What the operation of <see cref="Parent"/> returned.</summary>
    public required uint Value { get; init; }

    /// <summary>The plain memory as the actor found it when that operation returned.</summary>
    public required int Page { get; init; }

    /// <summary>What the actor then wrote to plain memory before its next operation; 0 for nothing.</summary>
    public int Patch { get; set; }

    /// <summary>The operation it asks for next; null when it is finished.</summary>
    public Operation? Next { get; set; }

    /// <summary>What went wrong in the actor's code; null when nothing did.</summary>
    public string? Failure { get; set; }

    /// <summary>Number of operations before this point.</summary>
    public required int Depth { get; init; }
}
