using System.Collections.Generic;
using System.Globalization;
using Sidecar.Cli.Build;
using Sidecar.Cli.Linux.Kernel;

namespace Sidecar.Cli.Linux;

/// <summary>What boot.elf starts Linux from.</summary>
/// <param name="Release">The kernel.</param>
/// <param name="TicksPerSecond">Its timer's ticks a second (CONFIG_HZ); null when that is not known.</param>
/// <param name="Files">The kernel and its initramfs, by the names that boot.elf knows them by.</param>
internal sealed record LinuxBoot(KernelRelease Release, int? TicksPerSecond, IReadOnlyList<BootFile> Files)
{
    /// <summary>boot.elf's command line, with what the shim is told of this kernel in front.</summary>
    /// <param name="words">The rest of it.</param>
    public string CommandLine(string words) => TicksPerSecond is { } ticks ? string.Create(CultureInfo.InvariantCulture, $"linux-hz={ticks} {words}") : words;
}
