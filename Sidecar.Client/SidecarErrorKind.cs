namespace Sidecar.Client;

/// <summary>What went wrong, as far as a program acts on it.</summary>
public enum SidecarErrorKind
{
    /// <summary>The sidecar refused the command or it failed: <see cref="SidecarException.CommandText"/> has its words. The VP serves on.</summary>
    Command,

    /// <summary>The hypervisor refused: <see cref="SidecarException.Status"/> says why. The VP serves on.</summary>
    Hypervisor,

    /// <summary>The CPU is not the sidecar's: Linux has it, or its kernel failed. <see cref="SidecarVp.GiveBackAsync"/> brings it back.</summary>
    Removed,

    /// <summary>A command is under way on the VP, or another program has it.</summary>
    Busy,

    /// <summary>The VP did not answer in time. It serves again once it does, and is <see cref="Busy"/> until then.</summary>
    TimedOut,

    /// <summary>The device, the driver or the operating system failed or answered what makes no sense: <see cref="SidecarException.Errno"/> has the number, if there is one.</summary>
    Device,

    /// <summary>There is no sidecar on this machine, or its driver is not loaded.</summary>
    NoDevice,
}
