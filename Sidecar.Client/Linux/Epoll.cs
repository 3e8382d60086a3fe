using System;
using Microsoft.Win32.SafeHandles;
using Sidecar.Client.Devices;

namespace Sidecar.Client.Linux;

/// <summary>Waits for any of many files to become readable; level-triggered.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    private readonly SafeFileHandle _file;

    /// <exception cref="SidecarException">The operating system has none to give.</exception>
    public Epoll()
    {
        var descriptor = Libc.EpollCreate(Libc.EPOLL_CLOEXEC);
        if (descriptor < 0)
        {
            throw DeviceErrors.System("epoll_create1", LinuxFile.LastError);
        }

        _file = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Adds a file.</summary>
    /// <param name="descriptor">Its descriptor.</param>
    /// <param name="key">What <see cref="Wait"/> calls it.</param>
    public Errno Add(int descriptor, ulong key)
    {
        var wanted = new EpollEvent { Events = Libc.EPOLLIN, Key = key };
        // SAFETY: the kernel reads the structure during the call only.
        return Libc.EpollControl(_file, Libc.EPOLL_CTL_ADD, descriptor, &wanted) < 0 ? LinuxFile.LastError : Errno.None;
    }

    /// <summary>Takes a file out again. One that is not in it, or closed, is no concern.</summary>
    public void Remove(int descriptor) => _ = Libc.EpollControl(_file, Libc.EPOLL_CTL_DEL, descriptor, null);

    /// <summary>Waits until a file is readable, has an error or is hung up.</summary>
    /// <param name="events">Where the files are told.</param>
    /// <param name="milliseconds">Time at most; -1 for no bound.</param>
    /// <param name="count">Files told; 0 when the time is up or a signal came.</param>
    public Errno Wait(Span<EpollEvent> events, int milliseconds, out int count)
    {
        // SAFETY: the buffer stays where it is during the call, and no more than its length is written.
        fixed (EpollEvent* start = events)
        {
            var found = Libc.EpollWait(_file, start, events.Length, milliseconds);
            count = Math.Max(found, 0);
            var error = found < 0 ? LinuxFile.LastError : Errno.None;
            return error == Errno.EINTR ? Errno.None : error;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
