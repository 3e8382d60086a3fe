using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Linux.Kernel;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux.Module;

/// <summary>Builds a module for a kernel, when its sources, the kernel or the compiler have changed.</summary>
/// <param name="kernel">The kernel.</param>
/// <param name="say">Takes a line for the user.</param>
internal sealed class ModuleBuilder(LinuxKernel kernel, Action<string> say)
{
    private const string Extension = ".ko";
    private const int ShownErrors = 20;

    // Type information for BPF, which wants a tool that few have and is of no use here.
    private const string WithoutTypeInformation = "CONFIG_DEBUG_INFO_BTF_MODULES=";

    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The modules that have been built, without debug information: what the initramfs holds. Those with it are in the folder <c>build</c> beside them.
    /// </summary>
    public IReadOnlyList<string> Built => Directory.Exists(kernel.OwnModules) ? [.. Directory.GetFiles(kernel.OwnModules, "*" + Extension).Order(StringComparer.Ordinal)] : [];

    private string Stamp => Path.Combine(kernel.OwnModules, "stamp");

    /// <summary>Builds.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns><see cref="Built"/>.</returns>
    /// <exception cref="CliException">They do not build.</exception>
    public async Task<IReadOnlyList<string>> BuildAsync(ModuleSources sources, CancellationToken cancel)
    {
        CheckPath(kernel.Root);
        Directory.CreateDirectory(kernel.OwnModules);
        await using var exclusive = await FileLock.TakeAsync(Path.Combine(kernel.OwnModules, "lock"), LockLimit, () => say("waiting for another ./sidecar that builds the module"), cancel);
        var compiler = KernelCompiler.Choose(kernel, ProgramPath.Find);
        var fingerprint = sources.Fingerprint(compiler.Program);
        if (!File.Exists(Stamp) || await File.ReadAllTextAsync(Stamp, cancel) != fingerprint)
        {
            say($"building the module for Linux {kernel.Release}{(compiler.IsKernelsOwn ? "" : $" with {compiler.Program}; the kernel was built with {compiler.KernelsOwn}")}");
            File.Delete(Stamp);
            await MakeAsync(sources, compiler, cancel);
            await File.WriteAllTextAsync(Stamp, fingerprint, cancel);
        }

        return Built;
    }

    /// <summary>The kernel's makefiles cut paths at spaces, and at colons.</summary>
    /// <exception cref="CliException">The path has one.</exception>
    public static void CheckPath(string path)
    {
        if (path.AsSpan().ContainsAny(' ', ':'))
        {
            throw new CliException($"{path}: the kernel's makefiles take no path with a space or a colon: move the repository");
        }
    }

    private async Task MakeAsync(ModuleSources sources, KernelCompiler compiler, CancellationToken cancel)
    {
        foreach (var old in Built)
        {
            File.Delete(old);
        }

        var folder = Path.Combine(kernel.OwnModules, "build");
        sources.CopyTo(folder);
        var jobs = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        var result = await Tool.RunAsync("make", ["-C", kernel.Headers, $"M={folder}", $"-j{jobs}", WithoutTypeInformation, .. compiler.MakeArguments, "modules"], BuildLimit, cancel);
        if (result.ExitCode != 0)
        {
            var errors = result.Lines.Where(line => line.Contains("error:", StringComparison.Ordinal) || line.StartsWith("ERROR:", StringComparison.Ordinal)).Take(ShownErrors).ToList();
            errors.ForEach(line => say(line.Replace(folder + "/", "driver/", StringComparison.Ordinal)));
            throw new CliException($"the module does not build for Linux {kernel.Release} (make: {result.ExitCode}){(errors.Count > 0 ? "" : $": {result.Tail}")}");
        }

        var built = Directory.GetFiles(folder, "*" + Extension);
        if (built.Length == 0)
        {
            throw new CliException($"make built no module from {folder}: its Kbuild has to say obj-m");
        }

        foreach (var module in built)
        {
            var stripped = await Tool.RunAsync("strip", ["--strip-debug", "-o", Path.Combine(kernel.OwnModules, Path.GetFileName(module)), module], BuildLimit, cancel);
            if (stripped.ExitCode != 0)
            {
                throw new CliException($"strip {Path.GetFileName(module)} failed ({stripped.ExitCode}): {stripped.Tail}");
            }
        }
    }
}
