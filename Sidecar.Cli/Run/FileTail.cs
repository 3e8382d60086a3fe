using System;
using System.IO;

namespace Sidecar.Cli.Run;

/// <summary>Reads what another process appends to a file.</summary>
/// <param name="path">The file; it may not be there yet.</param>
/// <param name="limit">Most bytes that are read: a machine gone wild must not fill our memory.</param>
internal sealed class FileTail(string path, long limit) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private FileStream? _file;
    private long _read;

    /// <summary>Takes what is new, a part at a time.</summary>
    public void Drain(Action<ReadOnlySpan<byte>> part)
    {
        if (_file is null)
        {
            if (!File.Exists(path))
            {
                return;
            }

            _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        int count;
        while (_read < limit && (count = _file.Read(_buffer)) > 0)
        {
            _read += count;
            part(_buffer.AsSpan(0, count));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
