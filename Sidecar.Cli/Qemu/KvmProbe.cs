using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sidecar.Cli.Qemu;

/// <summary>Whether KVM can be used, found out by asking it.</summary>
public static partial class KvmProbe
{
    // linux/kvm.h: _IO(KVMIO, 0x00) and the only version there has been since 2007.
    private const nuint GetApiVersion = 0xAE00;
    private const int ApiVersion = 12;

    /// <summary>Null when KVM answers, otherwise why not.</summary>
    public static string? Problem(string device = "/dev/kvm")
    {
        try
        {
            using var file = new FileStream(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            var version = Ioctl(file.SafeFileHandle, GetApiVersion, 0);
            return version == ApiVersion ? null : $"{device} does not answer as KVM does";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{device} cannot be opened: {e.Message}";
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, nint argument);
}
