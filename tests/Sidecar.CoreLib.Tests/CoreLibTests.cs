using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Text;
using Shouldly;
using Sidecar.CoreLib.Tests.Checks;
using Xunit;

namespace Sidecar.CoreLib.Tests;

/// <summary>What the checks expect is what .NET does, and Sidecar.CoreLib does it too.</summary>
public class CoreLibTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Dotnet_holds_every_check()
    {
        ListReport.Run().ShouldAllBe(line => line.StartsWith("holds: "));
    }

    [Fact]
    public void Sidecar_CoreLib_holds_the_same_checks_on_the_bare_machine()
    {
        var (exitCode, output) = Boot();
        output.ShouldBe([.. ListReport.Run(), "done"]);
        exitCode.ShouldBe(1);
    }

    private static (int ExitCode, string[] Output) Boot()
    {
        var image = typeof(CoreLibTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Image").Value!;
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

    private readonly struct ListReport : IReport
    {
        [ThreadStatic]
        private static List<string>? s_lines;

        public static void Check(bool holds, ReadOnlySpan<byte> what)
            => s_lines!.Add($"{(holds ? "holds" : "FAILS")}: {Encoding.UTF8.GetString(what)}");

        internal static List<string> Run()
        {
            s_lines = [];
            AllChecks.Run<ListReport>();
            return s_lines;
        }
    }
}
