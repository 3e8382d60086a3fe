using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;
using Sidecar.Cli.Run;
using Sidecar.Cli.View;

namespace Sidecar.Qemu.Tests.Machine;

/// <summary>Boots machines, a few at a time. Tests that ask for the same machine share one boot.</summary>
internal static class QemuBoots
{
    private static readonly SemaphoreSlim s_slots = new(2);
    private static readonly ConcurrentDictionary<string, Lazy<Task<BootResult>>> s_boots = new();
    private static int s_folders;

    /// <summary>The boot of a machine.</summary>
    /// <param name="request">The machine.</param>
    /// <param name="attempt">A number of one's own for a test that needs another boot of a machine that others have booted.</param>
    public static Task<BootResult> BootAsync(BootRequest request, int attempt = 1)
    {
        var arguments = request.Arguments(new("console", "log", "report"), () => new("firmware", "variables"));
        return s_boots.GetOrAdd($"{attempt} {ShellWords.Join(arguments)}", _ => new(() => RunAsync(request))).Value;
    }

    /// <summary>Waits until there is room for another QEMU; what is returned gives it back.</summary>
    public static async Task<IDisposable> EnterAsync()
    {
        await s_slots.WaitAsync();
        return new Slot();
    }

    private static async Task<BootResult> RunAsync(BootRequest request)
    {
        if (request.Source == BootSource.Iso)
        {
            await Images.MakeIsoAsync();
        }

        using var slot = await EnterAsync();
        var folder = NewFolder();
        var runner = new MachineRunner(folder, new SilentView());
        var arguments = request.Arguments(runner.Ports(interactive: false), () => UefiFirmware.Prepare(folder.UefiVariables));
        return new(await runner.RunAsync(arguments, request.Timeout, interactive: false, CancellationToken.None), folder);
    }

    private static RunFolder NewFolder()
    {
        var path = Path.Combine(Images.Folder, string.Create(CultureInfo.InvariantCulture, $"boot-{Interlocked.Increment(ref s_folders):000}"));
        if (Directory.Exists(path))
        {
            // From an earlier run of the tests.
            Directory.Delete(path, recursive: true);
        }

        return new(Directory.CreateDirectory(path).FullName);
    }

    private sealed class Slot : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                s_slots.Release();
            }
        }
    }
}
