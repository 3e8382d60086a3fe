using System;

namespace Sidecar.Client;

/// <summary>How a client behaves, and where it finds things. The defaults are a real machine's.</summary>
public sealed record SidecarOptions
{
    /// <summary>
    /// Time that a command of the kernel's own (NONE, registers, translation) may take before it is stopped and counts as failed. A run of the guest and a handler's
    /// call take as long as they take, until they are cancelled.
    /// </summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time that a command may take to end once it was asked to stop. After that its caller is told, whether the VP answers or not.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether what follows an <c>await</c> of a VP's task runs on the thread that reads the completions of all VPs, and not on the thread pool. It spares a run the hand-over to another
    /// thread, several microseconds; in return that code must never block, and VPs wait for each other's.
    /// </summary>
    public bool InlineContinuations { get; init; }

    /// <summary>Where the nodes' devices are: this and a number from 0.</summary>
    public string DevicePath { get; init; } = "/dev/mshv_vtl_sidecar";

    /// <summary>Where sysfs is mounted.</summary>
    public string SysfsPath { get; init; } = "/sys";

    /// <summary>Throws when a value makes no sense.</summary>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(DevicePath);
        ArgumentException.ThrowIfNullOrEmpty(SysfsPath);
        Check(CommandTimeout, nameof(CommandTimeout));
        Check(StopTimeout, nameof(StopTimeout));
    }

    private static void Check(TimeSpan time, string name)
    {
        if (time < TimeSpan.FromMilliseconds(1) || time > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(name, time, $"{name} is {time}; a time from 1 ms to 1 day would do");
        }
    }
}
