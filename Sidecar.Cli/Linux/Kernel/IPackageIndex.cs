using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>What packages there are.</summary>
internal interface IPackageIndex
{
    /// <summary>The version that apt would install; null when there is no such package.</summary>
    Task<ControlStanza?> CandidateAsync(string package, CancellationToken cancel);

    /// <summary>Every version; none when there is no such package.</summary>
    Task<IReadOnlyList<ControlStanza>> VersionsAsync(string package, CancellationToken cancel);

    /// <summary>Names of packages that begin alike.</summary>
    Task<IReadOnlyList<string>> NamesAsync(string prefix, CancellationToken cancel);
}
