using System.Runtime.InteropServices;

namespace Sidecar.Client.Devices;

/// <summary>
/// How a call to the operating system ended: 0, or Linux's error number (include/uapi/asm-generic/errno.h). Those that the driver answers with have names here; any other
/// number is kept as it is.
/// </summary>
public enum Errno
{
    /// <summary>It worked.</summary>
    None = 0,

    /// <summary>Not permitted.</summary>
    EPERM = 1,

    /// <summary>No such file; from the driver: the CPU is not the sidecar's.</summary>
    ENOENT = 2,

    /// <summary>A signal interrupted the call.</summary>
    EINTR = 4,

    /// <summary>From the driver: the VP's status is none of the protocol's.</summary>
    EIO = 5,

    /// <summary>From the driver: the CPU is not Linux's.</summary>
    ENXIO = 6,

    /// <summary>Nothing to read right now.</summary>
    EAGAIN = 11,

    /// <summary>No memory.</summary>
    ENOMEM = 12,

    /// <summary>The file's mode forbids it.</summary>
    EACCES = 13,

    /// <summary>From the driver: somebody else has the VP, or a command is under way on it.</summary>
    EBUSY = 16,

    /// <summary>The device is gone.</summary>
    ENODEV = 19,

    /// <summary>From the driver: no CPU of the node, or nothing to stop.</summary>
    EINVAL = 22,

    /// <summary>The driver has no such request.</summary>
    ENOTTY = 25,

    /// <summary>From the driver: there is no hypervisor.</summary>
    EOPNOTSUPP = 95,

    /// <summary>From the driver: the VP does not answer.</summary>
    ETIMEDOUT = 110,
}

/// <summary>Error numbers in words.</summary>
public static class ErrnoText
{
    /// <summary>Name, if it has one here, and the C library's words: <c>EBUSY (Device or resource busy)</c>.</summary>
    public static string Of(Errno errno) => errno == Errno.None ? "success" : $"{NameOf(errno)} ({Marshal.GetPInvokeErrorMessage((int)errno)})";

    private static string NameOf(Errno errno) => errno switch
    {
        Errno.EPERM => "EPERM",
        Errno.ENOENT => "ENOENT",
        Errno.EINTR => "EINTR",
        Errno.EIO => "EIO",
        Errno.ENXIO => "ENXIO",
        Errno.EAGAIN => "EAGAIN",
        Errno.ENOMEM => "ENOMEM",
        Errno.EACCES => "EACCES",
        Errno.EBUSY => "EBUSY",
        Errno.ENODEV => "ENODEV",
        Errno.EINVAL => "EINVAL",
        Errno.ENOTTY => "ENOTTY",
        Errno.EOPNOTSUPP => "EOPNOTSUPP",
        Errno.ETIMEDOUT => "ETIMEDOUT",
        _ => $"errno {(int)errno}",
    };
}
