using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux;

/// <summary>Programs of this system that only <c>--host linux</c> needs: a compiler, make, and what they stand on.</summary>
internal static class LinuxTools
{
    private const string ErrorPrefix = "sidecar: ";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>Installs what is missing, as the launcher does with what everything needs (build/prerequisites.sh).</summary>
    /// <exception cref="CliException">It could not.</exception>
    public static async Task EnsureAsync(Repository repository, CancellationToken cancel)
    {
        var script = Path.Combine(repository.Root, "build", "prerequisites.sh");
        var result = await Tool.RunAsync("bash", ["-euo", "pipefail", "-c", "source \"$1\"; ensure_linux_prerequisites", "bash", script], Limit, cancel);
        if (result.ExitCode != 0)
        {
            var last = result.Lines.Count > 0 ? result.Lines[^1] : $"bash ended with {result.ExitCode}";
            throw new CliException(last.StartsWith(ErrorPrefix, StringComparison.Ordinal) ? last[ErrorPrefix.Length..] : last);
        }
    }
}
