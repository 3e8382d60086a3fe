namespace Sidecar.Protocol.Explorer.Search;

/// <summary>What takes the world from one state to the next.</summary>
public enum StepKind : byte
{
    /// <summary>An actor's next operation.</summary>
    Operate,

    /// <summary>The oldest entry of an actor's store buffer reaches memory.</summary>
    Drain,

    /// <summary>An interrupt that was sent to an actor arrives.</summary>
    Arrive,

    /// <summary>The clock reaches the deadline of an actor that waits.</summary>
    Expire,
}
