namespace Sidecar.Protocol.Vp;

/// <summary>What makes a VP change its state.</summary>
public enum VpEvent : byte
{
    /// <summary>The CPU came up in the sidecar for the first time, or was given back by the host.</summary>
    Started = 0,

    /// <summary>The status byte became RUN.</summary>
    RunRequested = 1,

    /// <summary>The status byte became STOP.</summary>
    StopRequested = 2,

    /// <summary>The status byte became REMOVE.</summary>
    RemoveRequested = 3,

    /// <summary>The command is finished, with or without an error.</summary>
    CommandCompleted = 4,

    /// <summary>The CPU is ready for its next owner.</summary>
    ConversionCompleted = 5,

    /// <summary>The kernel itself failed on this VP.</summary>
    KernelFault = 6,

    /// <summary>The status byte holds a value that no legal host writes.</summary>
    UnexpectedStatus = 7,
}
