namespace Sidecar.Vmm.State;

/// <summary>How far a guest is on one VP.</summary>
public enum GuestPhase : byte
{
    /// <summary>No guest.</summary>
    None = 0,

    /// <summary>Loaded, or between an exit that was handled and the next run.</summary>
    Ready,

    /// <summary>RUN_VP is under way.</summary>
    Running,

    /// <summary>It ended by itself (port 0xf4): <see cref="GuestState.Result"/>.</summary>
    Ended,

    /// <summary>It halted with interrupts disabled: nothing wakes it.</summary>
    Halted,

    /// <summary>It had a triple fault.</summary>
    TripleFault,

    /// <summary>It was stopped.</summary>
    Stopped,

    /// <summary>The VMM cannot go on with it: <see cref="GuestState.Problem"/>.</summary>
    Failed,
}
