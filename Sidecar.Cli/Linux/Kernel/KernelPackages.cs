using System.Collections.Generic;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>What makes up one kernel.</summary>
/// <param name="Release">The kernel.</param>
/// <param name="Arguments">The packages as apt-get takes them: kernel, headers, what builds a module, and the programs of the initramfs.</param>
internal sealed record KernelPackages(KernelRelease Release, IReadOnlyList<string> Arguments);
