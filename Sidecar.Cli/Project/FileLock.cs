using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Cli.Project;

/// <summary>Keeps two ./sidecar from writing the same files.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Takes the lock; it is held until the stream is disposed of, or the process is gone.</summary>
    /// <param name="path">The file that stands for it.</param>
    /// <param name="limit">Longest to wait.</param>
    /// <param name="waiting">Called once when it has to be waited for.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="IOException">It was not free in time.</exception>
    public static async Task<FileStream> TakeAsync(string path, TimeSpan limit, Action waiting, CancellationToken cancel)
    {
        var deadline = DateTime.UtcNow + limit;
        for (var told = false; ; told = true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < deadline)
            {
                if (!told)
                {
                    waiting();
                }

                await Task.Delay(Poll, cancel);
            }
        }
    }
}
