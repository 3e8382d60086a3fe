using System;
using System.Diagnostics;
using System.Linq;
using System.Reflection;

namespace Sidecar.Tests;

/// <summary>Boots the image that the calling test project names by the assembly metadata <c>Image</c>, on one CPU of QEMU's own interpreter.</summary>
internal static class TestImage
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>What QEMU's exit code is when the image ended by itself: twice what the image said, plus one.</summary>
    internal const int Finished = 1;

    /// <summary>Runs the image to its end, or for a minute.</summary>
    /// <param name="test">A type of the test project.</param>
    internal static (int ExitCode, string[] Output) Boot(Type test)
    {
        var image = test.Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Image").Value!;
        string[] arguments =
        [
            "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-m", "64", "-display", "none", "-no-reboot", "-serial", "stdio",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", image,
        ];
        var start = new ProcessStartInfo("qemu-system-x86_64", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        using var qemu = Process.Start(start)!;
        var output = qemu.StandardOutput.ReadToEndAsync();
        if (!qemu.WaitForExit(_patience))
        {
            qemu.Kill();
        }

        qemu.WaitForExit();
        return (qemu.ExitCode, output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
