using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sidecar.Client.Linux;

namespace Sidecar.Client.Devices;

/// <summary>
/// The driver's device of one node. Requests are OpenHCL's (mshv_vtl driver, ioctl type 0xb8): START 0xf0, STOP 0xf1, RUN 0xf2 with the CPU number as the plain argument,
/// INFO 0xf3; this project's driver adds CLAIM 0xf4, RELEASE 0xf5 and LOCAL 0xf6.
/// </summary>
public sealed unsafe class LinuxSidecarDevice : ISidecarDevice
{
    /// <summary>_IO(0xb8, number): no data either way.</summary>
    private const uint Plain = 0xb800;

    /// <summary>_IOR(0xb8, 0xf3, 12 bytes): bits 30 to 31 the direction, 16 to 29 the size (include/uapi/asm-generic/ioctl.h).</summary>
    private const uint Info = (2u << 30) | (12u << 16) | 0xb8f3;

    private readonly SafeFileHandle _file;
    private MappedMemory? _memory;

    private LinuxSidecarDevice(string path, SafeFileHandle file)
    {
        Name = path;
        _file = file;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int PollHandle => (int)_file.DangerousGetHandle();

    /// <summary>Opens a device; nothing is asked of it yet.</summary>
    /// <param name="path">As <c>/dev/mshv_vtl_sidecar0</c>.</param>
    /// <param name="device">The device; null unless it worked.</param>
    public static Errno TryOpen(string path, out LinuxSidecarDevice? device)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var error = LinuxFile.Open(path, Libc.O_RDWR | Libc.O_NONBLOCK, out var file);
        device = error == Errno.None ? new LinuxSidecarDevice(path, file!) : null;
        return error;
    }

    /// <inheritdoc/>
    public Errno GetInfo(out SidecarDeviceInfo info)
    {
        var answer = default(SidecarDeviceInfo);
        // SAFETY: the driver writes the twelve bytes that the request says, during the call only.
        var result = Libc.Ioctl(_file, Info, &answer);
        info = answer;
        return result < 0 ? LinuxFile.LastError : Errno.None;
    }

    /// <inheritdoc/>
    public Errno Map(nuint length, out nint address)
    {
        var error = MappedMemory.Map(_file, 0, length, out _memory);
        address = _memory?.Address ?? 0;
        return error;
    }

    /// <inheritdoc/>
    public Errno Start(uint cpu) => Request(0xf0, cpu);

    /// <inheritdoc/>
    public Errno Stop(uint cpu) => Request(0xf1, cpu);

    /// <inheritdoc/>
    public Errno Run(uint cpu) => Request(0xf2, cpu);

    /// <inheritdoc/>
    public Errno Claim(uint cpu) => Request(0xf4, cpu);

    /// <inheritdoc/>
    public Errno Release(uint cpu) => Request(0xf5, cpu);

    /// <inheritdoc/>
    public Errno ExecuteLocal(uint cpu) => Request(0xf6, cpu);

    /// <inheritdoc/>
    public Errno ReadCompletions(Span<uint> cpus, out int count)
    {
        var error = LinuxFile.Read(_file, MemoryMarshal.AsBytes(cpus), out var length);
        count = length / sizeof(uint);
        return error;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The mapping first: as long as it is there, the driver counts the file as open.
        _memory?.Dispose();
        _file.Dispose();
    }

    private Errno Request(uint number, uint cpu) => Libc.Ioctl(_file, Plain | number, cpu) < 0 ? LinuxFile.LastError : Errno.None;
}
