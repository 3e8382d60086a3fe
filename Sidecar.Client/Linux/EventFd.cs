using System;
using Microsoft.Win32.SafeHandles;
using Sidecar.Client.Devices;

namespace Sidecar.Client.Linux;

/// <summary>An event that <c>epoll</c> can wait for: readable from <see cref="Set"/> to <see cref="Clear"/>. For any thread.</summary>
internal sealed class EventFd : IDisposable
{
    private readonly SafeFileHandle _file;

    /// <exception cref="SidecarException">The operating system has none to give.</exception>
    public EventFd()
    {
        var descriptor = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (descriptor < 0)
        {
            throw DeviceErrors.System("eventfd", LinuxFile.LastError);
        }

        _file = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>The file descriptor, valid until this is disposed.</summary>
    public int Descriptor => (int)_file.DangerousGetHandle();

    /// <summary>Sets it. A counter that is full already is as good.</summary>
    public void Set()
    {
        Span<byte> one = stackalloc byte[sizeof(ulong)];
        one[0] = 1;
        LinuxFile.Write(_file, one);
    }

    /// <summary>Clears it. Whether it was set.</summary>
    public bool Clear()
    {
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        return LinuxFile.Read(_file, counter, out _) == Errno.None;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
