using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Launcher;

/// <summary>The launcher's shell functions, with programs of the tests' own in PATH: nothing is installed.</summary>
public sealed class PrerequisitesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-launcher-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)", "10")]
    [InlineData("QEMU emulator version 7.2.17 (Debian 1:7.2+dfsg-7)", "7")]
    [InlineData("something else", "0")]
    public async Task TheVersionOfQemu(string says, string major)
    {
        Program("qemu-system-x86_64", $"echo '{says}'");
        (await BashAsync("qemu_major")).Output.ShouldBe(major);
    }

    [Fact]
    public async Task WithoutQemuTheVersionIsZero() => (await BashAsync("qemu_major", alone: true)).Output.ShouldBe("0");

    [Fact]
    public async Task EverythingThatAFreshMachineLacksIsNamed()
    {
        var missing = (await BashAsync("missing_packages", alone: true)).Output.Split('\n');
        missing.ShouldContain("nasm");
        missing.ShouldContain("binutils");
        missing.ShouldContain("xorriso");
        missing.ShouldContain("mtools");
        missing.ShouldContain("grub-common");
        missing.ShouldContain("qemu-system-x86");
    }

    [Fact]
    public async Task AnOldQemuCountsAsMissing()
    {
        Program("qemu-system-x86_64", "echo 'QEMU emulator version 8.2.2'");
        (await BashAsync("missing_packages")).Output.Split('\n').ShouldContain("qemu-system-x86");
    }

    [Theory]
    [InlineData("debian.sources", "Types: deb\n# a comment\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n\nTypes: deb\nURIs: http://mirror.example/security\nSuites: bookworm-security\nComponents: main\n")]
    [InlineData("backwards.sources", "Types: deb\nURIs: http://mirror.example/security\nSuites: bookworm-security\n\nTypes: deb\nSuites: bookworm\nURIs: http://mirror.example/debian\n")]
    [InlineData("old.list", "# deb http://wrong.example/debian bookworm main\ndeb http://mirror.example/security bookworm-security main\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib\n")]
    [InlineData("plain.list", "deb http://mirror.example/debian bookworm main\n")]
    public async Task TheArchiveIsTheOneThatTheMachineUses(string file, string text)
    {
        var apt = Directory.CreateDirectory(Path.Combine(_folder, "apt", "sources.list.d")).FullName;
        await File.WriteAllTextAsync(Path.Combine(apt, file), text);
        (await BashAsync($"debian_archive bookworm {_folder}/apt")).Output.ShouldBe("http://mirror.example/debian");
    }

    [Fact]
    public async Task WithoutASourceThereIsNoArchive()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "apt", "sources.list.d"));
        (await BashAsync($"debian_archive bookworm {_folder}/apt")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task ABackportsSource()
        => (await BashAsync("backports_source http://mirror.example/debian bookworm")).Output
            .ShouldStartWith("Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\nComponents: main");

    [Theory]
    [InlineData("ID=debian", "ID", "debian")]
    [InlineData("NAME=\"Debian GNU/Linux\"", "NAME", "Debian GNU/Linux")]
    [InlineData("VERSION_ID=\"24.04\"", "ID", "")]
    public async Task OsRelease(string line, string key, string value)
    {
        var file = Path.Combine(_folder, "os-release");
        await File.WriteAllTextAsync(file, line + "\n");
        (await BashAsync($"os_release {key} {file}")).Output.ShouldBe(value);
    }

    [Fact]
    public async Task NoSdkIsOneSentence()
    {
        var result = await BashAsync("ensure_prerequisites", alone: true);
        (result.Code, result.Error).ShouldBe((1, "sidecar: the .NET 10 SDK is missing: https://learn.microsoft.com/dotnet/core/install/linux shows how to install it"));
    }

    [Fact]
    public async Task NoAptIsOneSentence()
    {
        Program("dotnet", "exit 0");
        var result = await BashAsync("missing_packages() { echo nasm; echo mtools; }; ensure_prerequisites", alone: true);
        (result.Code, result.Error).ShouldBe((1, "sidecar: missing: nasm, mtools; on a system without apt, install them by hand"));
    }

    [Fact]
    public async Task OnlyWhatIsMissingIsInstalled()
    {
        Program("dotnet", "exit 0");
        Program("apt-cache", "echo '  Candidate: 1:10.0.2+ds-2'");
        Program("apt-get", $"echo \"$@\" >> {_folder}/apt.log");
        var result = await BashAsync($"missing_packages() {{ [[ -e {_folder}/apt.log ]] || printf 'nasm\\nqemu-system-x86\\n'; }}; as_root() {{ \"$@\"; }}; sudo() {{ \"$@\"; }}; ensure_prerequisites");
        result.Code.ShouldBe(0, result.Error);
        (await File.ReadAllLinesAsync(Path.Combine(_folder, "apt.log"))).ShouldBe(
        [
            "-q -y update",
            "-q -y install --no-install-recommends nasm",
            "-q -y install --no-install-recommends qemu-system-x86",
        ]);
    }

    [Fact]
    public async Task OnDebian12QemuComesFromTheBackportsOfTheMachinesOwnArchive()
    {
        Program("apt-cache", "echo '  Candidate: 1:7.2+dfsg-7+deb12u15'");
        var result = await InstallQemuAsync("debian", "http://mirror.example/debian");

        result.Code.ShouldBe(0, result.Error);
        (await File.ReadAllTextAsync(Path.Combine(_folder, "root.log"))).ReplaceLineEndings("\n").ShouldMatch(
            "^tee /etc/apt/sources.list.d/sidecar-backports.sources\n"
            + "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\nComponents: main\n(Signed-By: .*\n)?"
            + "env DEBIAN_FRONTEND=noninteractive apt-get -q -y update\n"
            + "env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends -t bookworm-backports qemu-system-x86\n$");
    }

    [Fact]
    public async Task BackportsThatAreThereAlreadyAreNotAddedAgain()
    {
        Program("apt-cache", "if [[ $1 == policy ]]; then echo '  Candidate: 1:7.2+dfsg-7'; else echo ' qemu-system-x86 | 1:10.0.2+ds-2~bpo12+1 | http://m bookworm-backports/main amd64 Packages'; fi");
        (await InstallQemuAsync("debian", "")).Code.ShouldBe(0);
        (await File.ReadAllLinesAsync(Path.Combine(_folder, "root.log"))).ShouldHaveSingleItem().ShouldEndWith("install --no-install-recommends -t bookworm-backports qemu-system-x86");
    }

    [Fact]
    public async Task WithoutAnArchiveToDeriveFromItIsOneSentence()
    {
        Program("apt-cache", "echo '  Candidate: 1:7.2+dfsg-7'");
        var result = await InstallQemuAsync("debian", "");
        (result.Code, result.Error).ShouldBe((1, "sidecar: no apt source names bookworm, so the address of bookworm-backports, which has QEMU 9, is not known: add it to /etc/apt/sources.list.d"));
    }

    [Fact]
    public async Task AnUbuntuWithAnOldQemuIsOneSentence()
    {
        Program("apt-cache", "echo '  Candidate: 1:8.2.2+ds-0ubuntu1'");
        var result = await InstallQemuAsync("ubuntu", "http://mirror.example/ubuntu");
        result.Code.ShouldBe(1);
        result.Error.ShouldStartWith("sidecar: this ubuntu offers QEMU 8, and QEMU 9 or newer is needed (x2APIC without KVM): ");
    }

    [Fact]
    public async Task WhatLinuxNeedsIsInstalledWhenItComesToThat()
    {
        Program("apt-get", $"echo \"$@\" >> {_folder}/apt.log");
        var result = await BashAsync($"missing_linux_packages() {{ [[ -e {_folder}/apt.log ]] || printf 'make\ngcc\n'; }}; as_root() {{ \"$@\"; }}; sudo() {{ \"$@\"; }}; ensure_linux_prerequisites");
        result.Code.ShouldBe(0, result.Error);
        result.Error.ShouldBe("sidecar: installing make, gcc");
        (await File.ReadAllLinesAsync(Path.Combine(_folder, "apt.log"))).ShouldBe(["-q -y update", "-q -y install --no-install-recommends make gcc"]);
    }

    [Fact]
    public async Task ACompilerAndMakeAreMissingFromAFreshMachine()
    {
        var missing = (await BashAsync("missing_linux_packages", alone: true)).Output.Split('\n');
        missing.ShouldContain("make");
        missing.ShouldContain("gcc");
    }

    [Fact]
    public async Task NothingMissingMeansNothingDone()
    {
        Program("dotnet", "exit 0");
        Program("apt-get", "exit 1");
        var result = await BashAsync("missing_packages() { :; }; ensure_prerequisites");
        (result.Code, result.Output, result.Error).ShouldBe((0, "", ""));
    }

    /// <summary>Has QEMU installed on a system of the test's invention; what would be done as root goes to root.log.</summary>
    private Task<(int Code, string Output, string Error)> InstallQemuAsync(string distribution, string archive) => BashAsync(
        $"os_release() {{ [[ $1 == ID ]] && echo {distribution} || echo bookworm; }}; debian_archive() {{ echo {archive}; }}; "
        + $"as_root() {{ echo \"$@\" >> {_folder}/root.log; [[ $1 != tee ]] || cat >> {_folder}/root.log; }}; install_qemu");

    private void Program(string name, string script)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, name);
        File.WriteAllText(file, $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Runs a shell that knows the launcher's functions. <paramref name="alone"/>: with nothing in PATH but the test's own and what the functions stand on.</summary>
    private async Task<(int Code, string Output, string Error)> BashAsync(string command, bool alone = false)
    {
        foreach (var tool in new[] { "sed", "head", "grep", "awk", "cat", "tee", "bash", "env" }.Where(_ => alone))
        {
            Program(tool, $"exec /usr/bin/{tool} \"$@\"");
        }

        var own = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        var script = Path.Combine(Repository.Find().Root, "build", "prerequisites.sh");
        List<string> arguments = ["-c", $"set -euo pipefail; source '{script}'; {command}"];
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = alone ? own : $"{own}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).TrimEnd(), (await error).TrimEnd());
    }
}
