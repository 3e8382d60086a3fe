using System;
using System.Globalization;
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
    public string Image => Need(ImagePlaces);

    /// <summary>Where make is called to build a module.</summary>
    public string Headers => Path.GetDirectoryName(Need(HeadersPlaces))!;

    /// <summary>The programs of the initramfs, in one.</summary>
    public string BusyBox => Need(BusyBoxPlaces);

    /// <summary>Where the kernel's own modules are, with <c>modules.builtin</c>.</summary>
    public string Modules => Path.GetDirectoryName(Need(ModulesPlaces))!;

    /// <summary>Its timer's ticks a second; null when its configuration did not come with it.</summary>
    public int? TicksPerSecond
    {
        get
        {
            const string Key = "CONFIG_HZ=";
            var path = Find(ConfigPlaces);
            var line = path is null ? null : File.ReadLines(path).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
            return int.TryParse(line.AsSpan(line is null ? 0 : Key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : null;
        }
    }

    /// <summary>Where this project's modules are built and put.</summary>
    public string OwnModules => Path.Combine(Root, "modules");

    /// <summary>What its packages should have brought and did not; null when all is there.</summary>
    public string? Missing => new[] { ImagePlaces, HeadersPlaces, BusyBoxPlaces, ModulesPlaces }.FirstOrDefault(places => Find(places) is null)?[0];

    // Where each thing lies, and where newer systems, which have moved /bin and /lib into /usr, and newer kernels have it.
    private string[] ImagePlaces => [$"boot/vmlinuz-{Release}", $"usr/lib/modules/{Release}/vmlinuz"];

    private string[] ConfigPlaces => [$"boot/config-{Release}", $"usr/lib/modules/{Release}/config"];

    private string[] HeadersPlaces => [$"usr/src/{Release.HeadersPackage}/Makefile"];

    private string[] BusyBoxPlaces => ["bin/busybox", "usr/bin/busybox"];

    private string[] ModulesPlaces => [$"lib/modules/{Release}/modules.builtin", $"usr/lib/modules/{Release}/modules.builtin"];

    private string? Find(string[] places) => places.Select(place => Path.Combine(Root, place)).FirstOrDefault(File.Exists);

    private string Need(string[] places)
        => Find(places) ?? throw new CliException($"{Path.Combine(Root, places[0])} is missing: delete {Root}, and ./sidecar fetches the kernel again");
}
