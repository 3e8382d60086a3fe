using System;
using System.Collections.Immutable;
using System.Linq;

namespace Sidecar.Cli.Config;

/// <summary>Linux as the host kernel.</summary>
public sealed record LinuxSettings
{
    /// <summary>The line of Debian's kernels, such as <c>6.12</c>; null for the one that the distribution takes.</summary>
    public string? Kernel { get; init; }

    /// <summary>Modules of that kernel that are loaded first, such as <c>virtio_net</c>; those that they need come by themselves.</summary>
    public ImmutableArray<string> Modules { get; init; } = [];

    /// <summary>More words for Linux's command line.</summary>
    public string CommandLine { get; init; } = "";

    /// <inheritdoc/>
    public bool Equals(LinuxSettings? other)
        => other is not null && Kernel == other.Kernel && CommandLine == other.CommandLine && Modules.SequenceEqual(other.Modules);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kernel, CommandLine, Modules.Length);
}
