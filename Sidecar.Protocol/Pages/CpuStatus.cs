namespace Sidecar.Protocol.Pages;

/// <summary>A VP's status byte on the control page (openhcl.txt, CpuStatus).</summary>
public enum CpuStatus : byte
{
    /// <summary>The CPU is not the sidecar's.</summary>
    REMOVED = 0,

    /// <summary>Waiting for a command.</summary>
    IDLE = 1,

    /// <summary>Asked to run the command on its command page; during boot: being started.</summary>
    RUN = 2,

    /// <summary>Asked to stop the command.</summary>
    STOP = 3,

    /// <summary>Asked to give the CPU up.</summary>
    REMOVE = 4,
}
