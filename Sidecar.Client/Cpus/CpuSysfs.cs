using System;
using System.Globalization;
using System.IO;
using Sidecar.Client.Devices;
using Sidecar.Client.Linux;

namespace Sidecar.Client.Cpus;

/// <summary>What sysfs says of a node's CPUs, and how they change hands: Linux's own CPU hotplug, at which the driver takes a CPU from the sidecar and gives it back.</summary>
/// <param name="root">Where sysfs is mounted.</param>
/// <param name="baseVp">The node's first VP, by which its device is found.</param>
internal sealed class CpuSysfs(string root, uint baseVp)
{
    private const string DevicePattern = "SDCR0001:*";
    private volatile string? _statesPath;

    /// <summary>Whose a CPU is.</summary>
    public CpuState StateOf(uint cpu)
    {
        if (ReadStates() is { } states)
        {
            return VpStates.Find(states, cpu);
        }

        // OpenHCL's driver has no such file. Linux knows at least which CPUs are its own.
        return LinuxFile.ReadText(OnlinePath(cpu), out var online) == Errno.None && online.AsSpan().Trim() is "1" ? CpuState.Linux : CpuState.Unknown;
    }

    /// <summary>Has Linux take a CPU, or let go of it. Returns when it has; that takes about as long as Linux's CPU hotplug does.</summary>
    /// <exception cref="SidecarException">It did not work.</exception>
    public void SetOnline(uint cpu, bool isOnline)
    {
        var path = OnlinePath(cpu);
        var error = LinuxFile.WriteText(path, isOnline ? "1" : "0");
        if (error != Errno.None)
        {
            throw Problem(cpu, isOnline ? "converting it to Linux" : "giving it back to the sidecar", path, error);
        }
    }

    private static SidecarException Problem(uint cpu, string what, string path, Errno error)
    {
        var (kind, why) = error switch
        {
            Errno.ENOENT => (SidecarErrorKind.Device, $"{path} does not exist: Linux has no such CPU, or does not let it go on and off"),
            Errno.EACCES or Errno.EPERM => (SidecarErrorKind.Device, $"{path} may not be written: run as root"),
            Errno.EBUSY => (SidecarErrorKind.Busy, "a program has the VP, or Linux needs the CPU"),
            Errno.ETIMEDOUT => (SidecarErrorKind.TimedOut, "the VP did not leave or come up in time"),
            Errno.EIO => (SidecarErrorKind.Device, "the CPU did not come up; the kernel's log says why"),
            _ => (SidecarErrorKind.Device, $"{path} cannot be written"),
        };
        return new SidecarException(kind, $"VP {cpu}: {what}: {why} ({ErrnoText.Of(error)})") { VpIndex = cpu, Errno = error };
    }

    private string OnlinePath(uint cpu) => Path.Combine(root, "devices/system/cpu", string.Create(CultureInfo.InvariantCulture, $"cpu{cpu}"), "online");

    /// <summary>The text of the node's <c>vps</c>; null when there is none.</summary>
    private string? ReadStates()
    {
        if (_statesPath is { } known && TryRead(known, out var text))
        {
            return text;
        }

        var devices = Path.Combine(root, "bus/platform/devices");
        if (Directory.Exists(devices))
        {
            foreach (var device in Directory.EnumerateDirectories(devices, DevicePattern))
            {
                var path = Path.Combine(device, "vps");
                if (TryRead(path, out text))
                {
                    _statesPath = path;
                    return text;
                }
            }
        }

        return null;
    }

    /// <summary>Reads a <c>vps</c>; false unless it is this node's.</summary>
    private bool TryRead(string path, out string text) => LinuxFile.ReadText(path, out text) == Errno.None && VpStates.Contains(text, baseVp);
}
