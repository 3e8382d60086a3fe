using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>Packages that can be fetched.</summary>
internal interface IPackageArchive : IPackageIndex
{
    /// <summary>Finds out what packages there are; comes before everything else.</summary>
    /// <exception cref="CliException">It could not be found out.</exception>
    Task UpdateAsync(CancellationToken cancel);

    /// <summary>Fetches packages, and checks that they are what their maker signed.</summary>
    /// <param name="packages">The packages, with versions where they matter.</param>
    /// <param name="target">The folder for their files.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">One of them could not be had.</exception>
    Task DownloadAsync(IReadOnlyList<string> packages, string target, CancellationToken cancel);
}
