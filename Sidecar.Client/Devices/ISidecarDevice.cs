using System;

namespace Sidecar.Client.Devices;

/// <summary>
/// One node's device as the library uses it: <see cref="LinuxSidecarDevice"/> is the driver's <c>/dev/mshv_vtl_sidecarN</c>, tests put a simulated machine here. CPUs go by
/// their number in the machine, which is the VP index. All members may be called by several threads at once; the library starts a VP only when its last command is over,
/// and reads completions on one thread.
/// </summary>
public interface ISidecarDevice : IDisposable
{
    /// <summary>What it is called in messages: a path.</summary>
    string Name { get; }

    /// <summary>A file descriptor that <c>epoll</c> finds readable while completions wait to be read. Valid until the device is disposed.</summary>
    int PollHandle { get; }

    /// <summary>Asks what VPs there are.</summary>
    /// <param name="info">The answer.</param>
    Errno GetInfo(out SidecarDeviceInfo info);

    /// <summary>Maps the shared pages of all VPs of the node, readable and writable.</summary>
    /// <param name="length">Bytes: CPU count times bytes a CPU.</param>
    /// <param name="address">Where they are. The address stays readable and writable for the life of the process, also after <see cref="IDisposable.Dispose"/>, when it leads nowhere.</param>
    Errno Map(nuint length, out nint address);

    /// <summary>
    /// Starts the command on a CPU's command page and returns at once. When it is over, <see cref="ReadCompletions"/> gives the CPU's number, once. ENOENT: the CPU is not the
    /// sidecar's. EBUSY: somebody else has it. EINVAL: no CPU of this node. EIO: its status is none of the protocol's. After any error nothing was started.
    /// </summary>
    /// <param name="cpu">The CPU.</param>
    Errno Start(uint cpu);

    /// <summary>Asks for the end of the command that is under way; its completion still comes. EINVAL: there is none.</summary>
    /// <param name="cpu">The CPU.</param>
    Errno Stop(uint cpu);

    /// <summary>
    /// Starts the command on a CPU's command page and waits for its end on the calling thread; no completion is read for it, and <see cref="Stop"/> does not reach it. For programs that use a device
    /// without this library's loop, which never calls it. Errors as <see cref="Start"/>'s, and ETIMEDOUT: a signal came, the command was asked to stop and does not end.
    /// </summary>
    /// <param name="cpu">The CPU.</param>
    Errno Run(uint cpu);

    /// <summary>
    /// Carries out the command on the command page of a CPU that is Linux's, on that CPU, to which the calling thread has to be bound (<see cref="CpuBinding"/>). <see cref="Stop"/> ends it.
    /// A run may end without an intercept though nobody asked for it: run on then. ENXIO: the CPU is not Linux's. EINVAL: the thread is not bound to it. EBUSY: another thread does so right now. EOPNOTSUPP: there
    /// is no hypervisor. ENOTTY: this driver has no such request (OpenHCL's).
    /// </summary>
    /// <param name="cpu">The CPU.</param>
    Errno ExecuteLocal(uint cpu);

    /// <summary>Keeps a CPU for this open file. EBUSY: somebody has it, this file included. ENOENT: it is not the sidecar's. ENOTTY: this driver has no claims (OpenHCL's).</summary>
    /// <param name="cpu">The CPU.</param>
    Errno Claim(uint cpu);

    /// <summary>Takes <see cref="Claim"/> back; the library does so between commands only.</summary>
    /// <param name="cpu">The CPU.</param>
    Errno Release(uint cpu);

    /// <summary>Reads which CPUs' commands are over, as many as there are and fit. EAGAIN: none right now. No error and none read: the device is gone.</summary>
    /// <param name="cpus">Where to.</param>
    /// <param name="count">CPUs read.</param>
    Errno ReadCompletions(Span<uint> cpus, out int count);
}
