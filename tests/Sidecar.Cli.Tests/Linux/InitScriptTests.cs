using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Linux;

/// <summary>linux/init in a shell of this system, with programs of the test's own in place of those that change a machine.</summary>
public sealed class InitScriptTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sidecar-init-").FullName;

    public InitScriptTests()
    {
        Program("mount", "exit 0");
        Program("stty", "exit 0");
        Program("insmod", "echo \"insmod $1\"; [ \"$1\" != \"${BAD:-}\" ]");
        Program("poweroff", "echo poweroff");
        Program("debug-exit", "echo \"debug-exit $1\"; kill $PPID");
        Program("setsid", "echo \"setsid $*\"; exit 7");
        Program("ip", "echo \"ip $*\"; [ \"$1\" != \"${BAD:-}\" ]");
        Program("good", "echo \"good [$*] of $#\"");
        Program("bad", "exit 3");
        Directory.CreateDirectory(Path.Combine(_root, "modules"));
        File.WriteAllText(Path.Combine(_root, "modules", "01-b.ko"), "");
        File.WriteAllText(Path.Combine(_root, "modules", "00-c.ko"), "");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("console=ttyS0 sidecar.run=good sidecar.arg=a sidecar.arg=* quiet", "good [a *] of 2|init: good ended with 0|debug-exit 0")]
    [InlineData("sidecar.run=good", "good [] of 0|init: good ended with 0|debug-exit 0")]
    [InlineData("sidecar.run=good sidecar.arg=x sidecar.run=bad", "init: bad ended with 3|debug-exit 1")]
    [InlineData("sidecar.run=bad sidecar.arg=x sidecar.run=good sidecar.arg=y", "good [y] of 1|init: good ended with 0|debug-exit 0")]
    [InlineData("sidecar.net=10.0.2.15/24 sidecar.run=good", "ip link set lo up|ip addr add 10.0.2.15/24 dev eth0|ip link set eth0 up|good [] of 0|init: good ended with 0|debug-exit 0")]
    [InlineData("sidecar.run=none", "init: there is no program none in the initramfs|debug-exit 1")]
    [InlineData("quiet", "init: Linux's command line names no program: expected sidecar.run=PROGRAM|debug-exit 1")]
    [InlineData("sidecar.run=sh", "init: a shell; exit ends the machine|setsid cttyhack sh|debug-exit 0")]
    public async Task WhatItRuns(string commandLine, string says)
        => (await RunAsync(commandLine)).ShouldBe([$"insmod {_root}/modules/00-c.ko", $"insmod {_root}/modules/01-b.ko", .. says.Split('|')]);

    [Fact]
    public async Task AModuleThatDoesNotLoadEndsTheMachine()
        => (await RunAsync("sidecar.run=good", ("BAD", $"{_root}/modules/00-c.ko")))
            .ShouldBe([$"insmod {_root}/modules/00-c.ko", "init: the kernel module 00-c.ko does not load", "debug-exit 1"]);

    [Fact]
    public async Task ACardThatDoesNotTakeItsAddressEndsTheMachine()
        => (await RunAsync("sidecar.net=10.0.2.15/24 sidecar.run=good", ("BAD", "addr")))[2..]
            .ShouldBe(["ip link set lo up", "ip addr add 10.0.2.15/24 dev eth0", "init: there is no network card, or it does not take the address 10.0.2.15/24", "debug-exit 1"]);

    [Fact]
    public async Task AMountThatFailsEndsTheMachine()
    {
        Program("mount", "[ \"$4\" != /sys ]");
        (await RunAsync("sidecar.run=good")).ShouldBe(["init: /sys cannot be mounted", "debug-exit 1"]);
    }

    [Fact]
    public async Task WithoutADebugExitTheMachineIsTurnedOff()
    {
        Program("debug-exit", "exit 1");
        (await RunAsync("sidecar.run=bad"))[2..].ShouldBe(["init: bad ended with 3", "poweroff"]);
    }

    private void Program(string name, string script)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "bin")).FullName, name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<List<string>> RunAsync(string commandLine, params (string Name, string Value)[] variables)
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "cmdline"), commandLine + "\n");
        var script = await File.ReadAllTextAsync(Path.Combine(Repository.Find().Root, "linux", "init"));
        script = script
            .Replace("PATH=/bin", $"PATH={_root}/bin:/usr/bin:/bin", StringComparison.Ordinal)
            .Replace("/proc/cmdline", $"{_root}/cmdline", StringComparison.Ordinal)
            .Replace("/modules", $"{_root}/modules", StringComparison.Ordinal);
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        await process.WaitForExitAsync();
        return lines;
    }
}
