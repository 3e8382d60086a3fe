namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>What an actor can do that others may notice, or that depends on others.</summary>
public enum OperationKind : byte
{
    /// <summary>Reads a cell: its own store buffer first, then memory.</summary>
    Load,

    /// <summary>Writes a cell: into the actor's store buffer, from where it reaches memory at any later moment.</summary>
    Store,

    /// <summary>Writes a cell and returns what was there, once the actor's store buffer is empty.</summary>
    Exchange,

    /// <summary>Writes a cell if it holds the comparand and returns what was there, once the actor's store buffer is empty.</summary>
    CompareExchange,

    /// <summary>Waits for the actor's store buffer to be empty.</summary>
    Fence,

    /// <summary>Sends an interrupt to the actors in a mask. It arrives at any later moment, and does not wait for the sender's store buffer.</summary>
    Interrupt,

    /// <summary>Enables interrupts and halts in one step, then takes what is pending. Ends when an interrupt has arrived, or at a deadline.</summary>
    Halt,

    /// <summary>Takes what is pending without waiting: interrupts enabled and disabled again.</summary>
    Window,

    /// <summary>Waits until a cell does not hold a value, or until an interrupt has arrived, if the flag says that interrupts count.</summary>
    Await,

    /// <summary>Waits until an interrupt is pending and leaves it pending: what ends a stay in VTL0.</summary>
    AwaitInterrupt,

    /// <summary>Reads the clock.</summary>
    Now,

    /// <summary>Returns any number below a bound: what the model leaves open.</summary>
    Choose,

    /// <summary>Adds one to a cell that is only counted in. Takes no time and returns nothing.</summary>
    Count,

    /// <summary>Nothing: a point at which the actor says what its local state is.</summary>
    Mark,

    /// <summary>Never ends: a CPU that died.</summary>
    Die,
}
