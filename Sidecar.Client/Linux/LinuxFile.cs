using System;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sidecar.Client.Devices;

namespace Sidecar.Client.Linux;

/// <summary>Files by the operating system's own calls, so that an error keeps its number.</summary>
internal static unsafe class LinuxFile
{
    private const int MaxTextLength = 64 * 1024;

    /// <summary>Opens a file; close-on-exec. The handle is null unless it worked.</summary>
    public static Errno Open(string path, int flags, out SafeFileHandle? file)
    {
        var descriptor = Libc.Open(path, flags | Libc.O_CLOEXEC, 0);
        file = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        return descriptor < 0 ? LastError : Errno.None;
    }

    /// <summary>The error of this thread's last call that failed.</summary>
    public static Errno LastError => (Errno)Marshal.GetLastPInvokeError();

    /// <summary>Reads once.</summary>
    public static Errno Read(SafeFileHandle file, Span<byte> buffer, out int length)
    {
        // SAFETY: the buffer stays where it is during the call, and no more than its length is written.
        fixed (byte* start = buffer)
        {
            var read = Libc.Read(file, start, (nuint)buffer.Length);
            length = (int)Math.Max(read, 0);
            return read < 0 ? LastError : Errno.None;
        }
    }

    /// <summary>Writes once; a file of sysfs takes all or nothing.</summary>
    public static Errno Write(SafeFileHandle file, ReadOnlySpan<byte> bytes)
    {
        // SAFETY: the buffer stays where it is during the call.
        fixed (byte* start = bytes)
        {
            return Libc.Write(file, start, (nuint)bytes.Length) < 0 ? LastError : Errno.None;
        }
    }

    /// <summary>Opens a file, writes a text, closes it.</summary>
    public static Errno WriteText(string path, string text)
    {
        var error = Open(path, Libc.O_WRONLY, out var file);
        using (file)
        {
            return error == Errno.None ? Write(file!, Encoding.UTF8.GetBytes(text)) : error;
        }
    }

    /// <summary>Reads a small text file, at most 64 KiB of it.</summary>
    public static Errno ReadText(string path, out string text)
    {
        text = "";
        var error = Open(path, Libc.O_RDONLY, out var file);
        using (file)
        {
            var buffer = new byte[MaxTextLength];
            var total = 0;
            while (error == Errno.None)
            {
                error = Read(file!, buffer.AsSpan(total), out var length);
                total += length;
                if (length == 0)
                {
                    break;
                }
            }

            text = Encoding.UTF8.GetString(buffer, 0, total);
            return error;
        }
    }
}
