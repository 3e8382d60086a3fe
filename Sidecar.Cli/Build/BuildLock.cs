using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Build;

/// <summary>Held by whoever calls dotnet: two builds at once would write the same files.</summary>
internal static class BuildLock
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Takes it.</summary>
    /// <param name="repository">The repository that is built.</param>
    /// <param name="say">Takes a line for the user.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public static Task<FileStream> TakeAsync(Repository repository, Action<string> say, CancellationToken cancel)
    {
        Directory.CreateDirectory(repository.Artifacts);
        return FileLock.TakeAsync(Path.Combine(repository.Artifacts, "build.lock"), Limit, () => say("waiting for another ./sidecar that builds here"), cancel);
    }
}
