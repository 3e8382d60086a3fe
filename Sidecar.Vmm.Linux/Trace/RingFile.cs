using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Sidecar.Vmm.Linux.Trace;

/// <summary>A node's trace rings in the driver's file, which is open for one look only: between two the driver may go and come back.</summary>
internal sealed class RingFile : IRingMemory, IDisposable
{
    private readonly SafeFileHandle _file;

    private RingFile(SafeFileHandle file) => _file = file;

    /// <summary>Opens it; null when it is not there.</summary>
    public static RingFile? TryOpen(string path)
    {
        try
        {
            return new(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool TryRead(long offset, Span<byte> buffer)
    {
        try
        {
            // The kernel gives a page at a time.
            while (!buffer.IsEmpty)
            {
                var count = RandomAccess.Read(_file, buffer, offset);
                if (count <= 0)
                {
                    return false;
                }

                offset += count;
                buffer = buffer[count..];
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
