using System.IO;
using System.Linq;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>A kernel that has been fetched: its packages, unpacked.</summary>
/// <param name="root">The folder that stands for /.</param>
/// <param name="release">The kernel.</param>
internal sealed class LinuxKernel(string root, KernelRelease release)
{
    /// <summary>The folder that stands for /.</summary>
    public string Root { get; } = root;

    /// <summary>The kernel.</summary>
    public KernelRelease Release { get; } = release;

    /// <summary>The kernel itself, a bzImage.</summary>
    public string Image => Need($"boot/vmlinuz-{Release}");

    /// <summary>Where make is called to build a module.</summary>
    public string Headers => Path.GetDirectoryName(Need($"usr/src/{Release.HeadersPackage}/Makefile"))!;

    /// <summary>The programs of the initramfs, in one.</summary>
    public string BusyBox => Need("bin/busybox", "usr/bin/busybox");

    /// <summary>Where the kernel's own modules are, with <c>modules.builtin</c>.</summary>
    public string Modules => Path.GetDirectoryName(Need($"lib/modules/{Release}/modules.builtin", $"usr/lib/modules/{Release}/modules.builtin"))!;

    /// <summary>Where this project's modules are built and put.</summary>
    public string OwnModules => Path.Combine(Root, "modules");

    /// <summary>Newer systems have moved /bin and /lib into /usr.</summary>
    private string Need(params string[] candidates)
        => candidates.Select(name => Path.Combine(Root, name)).FirstOrDefault(File.Exists)
            ?? throw new CliException($"{Path.Combine(Root, candidates[0])} is missing: delete {Root}, and ./sidecar fetches the kernel again");
}
