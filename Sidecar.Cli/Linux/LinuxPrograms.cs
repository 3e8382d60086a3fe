using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Build;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux;

/// <summary>This project's programs in the initramfs: <c>artifacts/linux/programs</c>.</summary>
/// <param name="repository">The repository.</param>
/// <param name="say">Takes a line for the user.</param>
internal sealed class LinuxPrograms(Repository repository, Action<string> say)
{
    private const string VmmProject = "Sidecar.Vmm.Linux/Sidecar.Vmm.Linux.csproj";
    private const string GatewayProject = "Sidecar.Gateway/Sidecar.Gateway.csproj";
    private const string SelfTestName = "selftest";
    private const string Remedy = "./sidecar run --host linux without --no-build makes it";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private string Folder => Path.Combine(repository.Linux, "programs");

    private string Vmm => Path.Combine(Folder, "vmm", LinuxCommandLine.Vmm);

    private string DebugExit => Path.Combine(Folder, "debug-exit");

    private string SelfTest => Path.Combine(Folder, SelfTestName);

    private string Stamp => Path.Combine(Folder, "stamp");

    /// <summary>The programs' files, by their names in the initramfs.</summary>
    /// <exception cref="CliException">One of them has not been built.</exception>
    public IReadOnlyList<(string Name, string Path)> All =>
    [
        (LinuxCommandLine.Vmm, Repository.Need(Vmm, Remedy)),
        ("debug-exit", Repository.Need(DebugExit, Remedy)),
        (SelfTestName, Repository.Need(SelfTest, Remedy)),
    ];

    private string Gateway => Path.Combine(Folder, "gateway", LinuxCommandLine.Gateway);

    /// <summary>The program that serves HTTP: its name in the initramfs, and its file.</summary>
    /// <param name="build">Whether to build it if any source has changed.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="CliException">It does not build, or has not been built.</exception>
    public async Task<(string Name, string Path)> GatewayAsync(bool build, CancellationToken cancel)
    {
        if (build)
        {
            Directory.CreateDirectory(Folder);
            await using var exclusive = await BuildLock.TakeAsync(repository, say, cancel);
            var stamp = Stamp + "-gateway";
            var fingerprint = SourceFingerprint.Of(repository.Root);
            if (!File.Exists(stamp) || !File.Exists(Gateway) || await File.ReadAllTextAsync(stamp, cancel) != fingerprint)
            {
                say("compiling the gateway for Linux");
                File.Delete(stamp);
                await PublishAsync(GatewayProject, Gateway, cancel);
                await File.WriteAllTextAsync(stamp, fingerprint, cancel);
            }
        }

        return (LinuxCommandLine.Gateway, Repository.Need(Gateway, "./sidecar serve without --no-build makes it"));
    }

    /// <summary>Builds them if any source has changed.</summary>
    /// <exception cref="CliException">It failed.</exception>
    public async Task BuildAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(Folder);
        await using var exclusive = await BuildLock.TakeAsync(repository, say, cancel);
        var fingerprint = SourceFingerprint.Of(repository.Root);
        if (File.Exists(Stamp) && new[] { Vmm, DebugExit, SelfTest }.All(File.Exists) && await File.ReadAllTextAsync(Stamp, cancel) == fingerprint)
        {
            return;
        }

        say("compiling the programs for Linux");
        File.Delete(Stamp);
        await PublishAsync(VmmProject, Vmm, cancel);
        var objectFile = DebugExit + ".o";
        await RunAsync(cancel, "nasm", "-f", "elf64", "-o", objectFile, Path.Combine(repository.InitramfsSources, "debug-exit.asm"));
        await RunAsync(cancel, "ld", "-n", "-s", "-o", DebugExit, objectFile);
        // In C, as the driver is; static, so that it stands on nothing.
        var sources = Directory.GetFiles(Path.Combine(repository.Driver, "selftest"), "*.c").Order(StringComparer.Ordinal);
        await RunAsync(cancel, "gcc", ["-O2", "-static", "-s", "-Wall", "-Wextra", "-Werror", "-I", Path.Combine(repository.Driver, "include", "uapi"), "-o", SelfTest, .. sources]);
        await File.WriteAllTextAsync(Stamp, fingerprint, cancel);
    }

    /// <summary>Compiles a project ahead of time.</summary>
    private Task PublishAsync(string project, string program, CancellationToken cancel)
        => RunAsync(cancel, "dotnet", "publish", Path.Combine(repository.Root, project), "-c", "Release", "-o", Path.GetDirectoryName(program)!, "-nologo", "-v:quiet", "-clp:NoSummary");

    private static async Task RunAsync(CancellationToken cancel, string program, params string[] arguments)
    {
        var result = await Tool.RunAsync(program, arguments, Limit, cancel);
        if (result.ExitCode != 0)
        {
            throw new CliException($"{ShellWords.Join([program, .. arguments])} failed ({result.ExitCode}): {result.Tail}");
        }
    }
}
