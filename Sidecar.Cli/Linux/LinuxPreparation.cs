using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Build;
using Sidecar.Cli.Config;
using Sidecar.Cli.Linux.Initramfs;
using Sidecar.Cli.Linux.Kernel;
using Sidecar.Cli.Linux.Module;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux;

/// <summary>Gets everything ready that a boot with Linux needs beside boot.elf and the sidecar: kernel, module, programs, initramfs.</summary>
/// <param name="repository">The repository.</param>
/// <param name="say">Takes a line for the user.</param>
internal sealed class LinuxPreparation(Repository repository, Action<string> say)
{
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(30);

    /// <summary>Gets it ready.</summary>
    /// <param name="settings">Which Linux.</param>
    /// <param name="build">Whether to fetch and build what is missing or out of date, or to take what is there.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <param name="programs">More programs for the initramfs: names in /bin, and files.</param>
    /// <exception cref="CliException">Something is missing or does not build.</exception>
    public async Task<LinuxBoot> PrepareAsync(LinuxSettings settings, bool build, CancellationToken cancel, params IReadOnlyList<(string Name, string Path)> programs)
    {
        var store = new KernelStore(repository.Linux, say, Apt.Open);
        var own = new LinuxPrograms(repository, say);
        LinuxKernel kernel;
        if (build)
        {
            await LinuxTools.EnsureAsync(repository, cancel);
            kernel = await store.ObtainAsync(settings.Kernel, cancel);
            await own.BuildAsync(cancel);
        }
        else
        {
            kernel = store.Find(settings.Kernel) ?? throw new CliException($"{repository.Linux} has no Linux {settings.Kernel}: ./sidecar run --host linux without --no-build fetches it");
        }

        var modules = await ModulesAsync(kernel, build, cancel);
        var initramfs = await InitramfsAsync(kernel, settings, [.. own.All, .. programs], modules, cancel);
        return new(kernel.Release, kernel.TicksPerSecond, [new("linux", await File.ReadAllBytesAsync(kernel.Image, cancel)), new("initramfs", initramfs)]);
    }

    /// <summary>This project's modules.</summary>
    private async Task<IReadOnlyList<string>> ModulesAsync(LinuxKernel kernel, bool build, CancellationToken cancel)
    {
        var builder = new ModuleBuilder(kernel, say);
        if (build)
        {
            return await builder.BuildAsync(ModuleSources.Find(repository.Driver) ?? throw new CliException($"{repository.Driver} holds no kernel module: it belongs to the repository"), cancel);
        }

        return builder.Built is { Count: > 0 } built ? built : throw new CliException($"no module has been built for Linux {kernel.Release}: ./sidecar run --host linux without --no-build builds it");
    }

    private async Task<byte[]> InitramfsAsync(
        LinuxKernel kernel, LinuxSettings settings, IReadOnlyList<(string Name, string Path)> programs, IReadOnlyList<string> modules, CancellationToken cancel)
    {
        var libraries = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, path) in programs)
        {
            libraries.UnionWith(await SharedLibraries.OfAsync(path, cancel));
        }

        var init = Repository.Need(Path.Combine(repository.InitramfsSources, "init"), "it belongs to the repository");
        return InitramfsWriter.Write(new()
        {
            Init = await File.ReadAllBytesAsync(init, cancel),
            BusyBox = await File.ReadAllBytesAsync(kernel.BusyBox, cancel),
            Applets = (await Tool.RunAsync(kernel.BusyBox, ["--list"], ListLimit, cancel)).Lines,
            Programs = [.. programs.Select(program => (program.Name, File.ReadAllBytes(program.Path)))],
            Guests = [.. ModuleBundle.Guests(repository).Select(guest => (Path.GetFileName(guest.Path), File.ReadAllBytes(guest.Path)))],
            Libraries = [.. libraries.Select(path => (path, File.ReadAllBytes(path)))],
            Modules = await new KernelModules(kernel).GatherAsync(settings.Modules, modules, cancel),
        });
    }
}
