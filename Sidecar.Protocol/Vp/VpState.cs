namespace Sidecar.Protocol.Vp;

/// <summary>What a VP of the sidecar is doing. The control page shows the host a coarser view, see <see cref="Pages.CpuStatus"/>.</summary>
public enum VpState : byte
{
    /// <summary>The CPU is not the sidecar's: not started yet, given up, or dead. Control page: REMOVED (RUN while it is being started).</summary>
    Removed = 0,

    /// <summary>Waiting for a command. Control page: IDLE.</summary>
    Halted = 1,

    /// <summary>Carrying out the command on its command page. Control page: RUN.</summary>
    Running = 2,

    /// <summary>Asked to stop the command; finishing it. Control page: STOP.</summary>
    Interrupted = 3,

    /// <summary>Giving the CPU up; never returns to Halted by itself. Control page: REMOVE, then REMOVED.</summary>
    Converting = 4,
}
