using System;
using Microsoft.Win32.SafeHandles;
using Sidecar.Client.Devices;

namespace Sidecar.Client.Linux;

/// <summary>
/// Memory of a device in this process. Disposing it takes the device's memory away and leaves private zero pages in its place, for good: a thread that still holds a
/// reference then reads and writes what is nobody's, instead of ending the process. That costs addresses, of which there are 2^47, and no memory until somebody touches it.
/// </summary>
internal sealed class MappedMemory : IDisposable
{
    private const nint Failed = -1;
    private readonly nuint _length;

    private MappedMemory(nint address, nuint length)
    {
        Address = address;
        _length = length;
    }

    /// <summary>Where it is: readable and writable for the life of the process.</summary>
    public nint Address { get; }

    /// <summary>Maps a file's memory, shared, readable and writable.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Bytes, whole pages.</param>
    /// <param name="length">Bytes, more than 0.</param>
    /// <param name="memory">The memory; null unless it worked.</param>
    public static Errno Map(SafeFileHandle file, long offset, nuint length, out MappedMemory? memory)
    {
        var address = Libc.Mmap(0, length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, file, offset);
        memory = address == Failed ? null : new MappedMemory(address, length);
        return address == Failed ? LinuxFile.LastError : Errno.None;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        const int Flags = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED | Libc.MAP_NORESERVE;
        // Replaces the mapping in one step. Should it fail, the device's memory stays mapped, which is safe too.
        _ = Libc.MmapAnonymous(Address, _length, Libc.PROT_READ | Libc.PROT_WRITE, Flags, -1, 0);
    }
}
