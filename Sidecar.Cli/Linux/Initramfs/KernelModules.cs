using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Linux.Kernel;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux.Initramfs;

/// <summary>The modules that the initramfs brings along: the kernel's own that were asked for, and this project's.</summary>
/// <param name="kernel">The kernel.</param>
internal sealed class KernelModules(LinuxKernel kernel)
{
    private const string Compressed = ".xz";
    private static readonly TimeSpan UnpackLimit = TimeSpan.FromMinutes(1);

    /// <summary>Gathers them.</summary>
    /// <param name="wanted">Names of the kernel's own modules. What is built into the kernel needs no file and is left out.</param>
    /// <param name="built">Files of this project's modules.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns>The modules in an order in which they can be loaded.</returns>
    /// <exception cref="CliException">The kernel has no module of a name.</exception>
    public async Task<IReadOnlyList<(string Name, byte[] Content)>> GatherAsync(IEnumerable<string> wanted, IEnumerable<string> built, CancellationToken cancel)
    {
        var files = Directory.EnumerateFiles(kernel.Modules, "*.ko*", SearchOption.AllDirectories).Concat(built)
            .Select(path => (Name: KernelModuleFile.NameOf(path), Path: path))
            .Where(item => item.Name is not null)
            .GroupBy(item => item.Name!)
            .ToDictionary(group => group.Key, group => group.Last().Path);
        var builtIn = File.ReadLines(Path.Combine(kernel.Modules, "modules.builtin")).Select(KernelModuleFile.NameOf).ToHashSet();
        var order = new List<(string Name, byte[] Content)>();
        var seen = new HashSet<string>();
        foreach (var name in wanted.Select(KernelModuleFile.Normalize).Concat(built.Select(path => KernelModuleFile.NameOf(path)!)))
        {
            await AddAsync(name);
        }

        return order;

        async Task AddAsync(string name)
        {
            if (builtIn.Contains(name) || !seen.Add(name))
            {
                return;
            }

            if (!files.TryGetValue(name, out var path))
            {
                throw new CliException($"Linux {kernel.Release} has no module {name}");
            }

            var content = await ContentAsync(path, cancel);
            foreach (var needed in KernelModuleFile.Dependencies(content))
            {
                await AddAsync(needed);
            }

            order.Add((name, content));
        }
    }

    /// <summary>Newer kernels have their modules compressed. BusyBox, which came with the kernel, unpacks them: .NET cannot, and this system's own xz may be missing.</summary>
    private async Task<byte[]> ContentAsync(string path, CancellationToken cancel)
    {
        if (!path.EndsWith(Compressed, StringComparison.Ordinal))
        {
            return await File.ReadAllBytesAsync(path, cancel);
        }

        var folder = Directory.CreateTempSubdirectory("sidecar-module-").FullName;
        try
        {
            var copy = Path.Combine(folder, Path.GetFileName(path));
            File.Copy(path, copy);
            var result = await Tool.RunAsync(kernel.BusyBox, ["unxz", copy], UnpackLimit, cancel);
            return result.ExitCode == 0
                ? await File.ReadAllBytesAsync(copy[..^Compressed.Length], cancel)
                : throw new CliException($"unxz {path} failed ({result.ExitCode}): {result.Tail}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
