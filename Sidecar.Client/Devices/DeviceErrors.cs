namespace Sidecar.Client.Devices;

/// <summary>What the operating system's error numbers mean here, as exceptions.</summary>
internal static class DeviceErrors
{
    /// <summary>A call that is about no device.</summary>
    public static SidecarException System(string call, Errno errno)
        => new(SidecarErrorKind.Device, $"{call} failed: {ErrnoText.Of(errno)}") { Errno = errno };

    /// <summary>A request that is about a whole device.</summary>
    public static SidecarException Device(ISidecarDevice device, string request, Errno errno)
        => new(SidecarErrorKind.Device, $"{device.Name}: {request} failed: {ErrnoText.Of(errno)}") { Errno = errno };

    /// <summary>A device that cannot be opened.</summary>
    public static SidecarException Open(string path, Errno errno) => errno switch
    {
        Errno.ENOENT => new(SidecarErrorKind.NoDevice, $"{path} does not exist: this machine has no sidecar, or the sidecar driver is not loaded") { Errno = errno },
        Errno.EACCES or Errno.EPERM => new(SidecarErrorKind.Device, $"{path} may not be opened ({ErrnoText.Of(errno)}): run as root, or change the file's mode") { Errno = errno },
        _ => new(SidecarErrorKind.Device, $"{path} cannot be opened: {ErrnoText.Of(errno)}") { Errno = errno },
    };

    /// <summary>A device that failed while it was in use.</summary>
    public static SidecarException Gone(ISidecarDevice device, Errno errno)
    {
        var why = errno == Errno.None ? "end of file" : ErrnoText.Of(errno);
        return new(SidecarErrorKind.Device, $"{device.Name}: completions can no longer be read ({why}); nothing more will be heard of this node") { Errno = errno };
    }

    /// <summary>A request about one VP.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cpu">The VP.</param>
    /// <param name="request">What was asked, as a person would say it.</param>
    /// <param name="errno">What came of it.</param>
    public static SidecarException Vp(ISidecarDevice device, uint cpu, string request, Errno errno)
    {
        var (kind, why) = errno switch
        {
            Errno.ENOENT => (SidecarErrorKind.Removed, "the CPU is not the sidecar's: Linux has it, or the sidecar's kernel failed on it"),
            Errno.EBUSY => (SidecarErrorKind.Busy, "another program has it"),
            Errno.ETIMEDOUT => (SidecarErrorKind.TimedOut, "it does not answer"),
            Errno.EINVAL => (SidecarErrorKind.Device, $"{device.Name} has no such VP"),
            Errno.EIO => (SidecarErrorKind.Device, "its status on the control page is none of the protocol's"),
            _ => (SidecarErrorKind.Device, $"{device.Name} failed"),
        };
        return new SidecarException(kind, $"VP {cpu}: {request}: {why} ({ErrnoText.Of(errno)})") { VpIndex = cpu, Errno = errno };
    }

    /// <summary>A command that Linux was to carry out itself.</summary>
    /// <inheritdoc cref="Vp"/>
    public static SidecarException Local(ISidecarDevice device, uint cpu, string request, Errno errno)
    {
        var (kind, why) = errno switch
        {
            Errno.ENXIO => (SidecarErrorKind.Removed, "the CPU is not Linux's: a channel of the sidecar's would do (OpenChannel)"),
            Errno.EINVAL => (SidecarErrorKind.Device, $"the calling thread is not bound to CPU {cpu}, or the CPU went offline (CpuBinding.Bind)"),
            Errno.EBUSY => (SidecarErrorKind.Busy, "another program, or another thread, has it"),
            Errno.EOPNOTSUPP => (SidecarErrorKind.Device, "there is no hypervisor, so no VTL0"),
            Errno.ENOTTY => (SidecarErrorKind.Device, $"the driver of {device.Name} cannot carry out commands on Linux's own CPUs"),
            _ => (SidecarErrorKind.Device, $"{device.Name} failed"),
        };
        return new SidecarException(kind, $"VP {cpu}: {request}: {why} ({ErrnoText.Of(errno)})") { VpIndex = cpu, Errno = errno };
    }
}
