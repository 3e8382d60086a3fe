namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>What a VP can be given in a mix (<see cref="CommandMix{TMix}"/>).</summary>
public enum MixedCommand : byte
{
    /// <summary>NONE.</summary>
    None,

    /// <summary>A sum, whose answer is checked.</summary>
    Sum,

    /// <summary>A call that is stopped while it runs.</summary>
    Stopped,

    /// <summary>A call whose stop overtakes it.</summary>
    StoppedBefore,

    /// <summary>A command that nobody knows.</summary>
    Unknown,

    /// <summary>A handler that faults.</summary>
    Faulting,

    /// <summary>A guest's run to its intercept (<see cref="Guests.TinyGuest"/>).</summary>
    Run,

    /// <summary>A guest's run that is stopped.</summary>
    RunStopped,
}
