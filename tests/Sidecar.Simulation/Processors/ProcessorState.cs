namespace Sidecar.Simulation.Processors;

/// <summary>What a CPU is doing.</summary>
public enum ProcessorState
{
    /// <summary>Not started.</summary>
    Off = 0,

    /// <summary>Waiting at its wake-up mailbox.</summary>
    Parked = 1,

    /// <summary>In the kernel.</summary>
    Running = 2,

    /// <summary>Halted for good.</summary>
    Stopped = 3,

    /// <summary>Shut down: it was started in a state that no CPU can be in.</summary>
    TripleFault = 4,
}
