using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Run;
using Sidecar.Cli.View;
using Xunit;

namespace Sidecar.Cli.Tests.Run;

/// <summary>The runner with a shell in QEMU's place: what it follows, and that nothing outlives its time.</summary>
public sealed class MachineRunnerTests : IDisposable
{
    private readonly RunFolder _folder = new(Directory.CreateTempSubdirectory("sidecar-run-").FullName);

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    [Fact]
    public async Task AReportIsFollowedAndShown()
    {
        var output = new StringWriter();
        var outcome = await RunAsync($"cp {SampleReport.File} {_folder.Report}; printf 'boot: up\\r\\nhello\\r\\n' > {_folder.Console}; exit 1", 30, new PlainView(output, new(BootMode.Monitor)));

        outcome.Failure.ShouldBeNull();
        outcome.ConsoleTail.ShouldBe(["boot: up", "hello"]);
        outcome.Report.Trace.Count.ShouldBe(14);
        output.ToString().ReplaceLineEndings("\n").ShouldBe(
            "boot: up\npass  start-up: 2 VPs in 2 nodes are halted\npass  handler: sum of \"1 2 3\" is 6\n");
        (await File.ReadAllTextAsync(_folder.Command)).ShouldStartWith("bash -c ");
    }

    [Fact]
    public async Task APanicIsTheReason()
        => (await RunAsync($"printf '[    1.5] Kernel panic - not syncing: Attempted to kill init!\\n[    1.6] Kernel panic - not syncing: again\\n' > {_folder.Console}", 30, new SilentView())).Failure
            .ShouldBe("Linux stopped: Attempted to kill init!");

    [Theory]
    [InlineData(3, "Linux stopped: the module does not load")]
    [InlineData(1, "QEMU ended with 1 before the report did")]
    public async Task WhatInitSaysLastIsTheReason(int exitCode, string failure)
        => (await RunAsync($"printf 'init: hello\\ninit: the module does not load\\n' > {_folder.Console}; exit {exitCode}", 30, new SilentView())).Failure.ShouldBe(failure);

    [Fact]
    public async Task WhatTakesTooLongIsKilledWithAllItStarted()
    {
        var pid = Path.Combine(_folder.Path, "pid");
        var clock = Stopwatch.StartNew();
        var outcome = await RunAsync($"sleep 600 & echo $! > {pid}; wait", 1, new SilentView());

        outcome.Failure.ShouldBe("the machine was stopped after 1 s without having finished");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        var child = int.Parse((await File.ReadAllTextAsync(pid)).Trim(), System.Globalization.CultureInfo.InvariantCulture);
        IsRunning(child).ShouldBeFalse();
    }

    [Fact]
    public async Task AnInterruptKillsIt()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var runner = new MachineRunner(_folder, new SilentView(), "bash");
        var clock = Stopwatch.StartNew();
        await Should.ThrowAsync<OperationCanceledException>(() => runner.RunAsync(["-c", "exec sleep 600"], TimeSpan.FromMinutes(10), interactive: false, cancel.Token));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task ItsComplaintsAreInTheVerdict()
        => (await RunAsync("echo bad option >&2; exit 1", 30, new SilentView())).Failure.ShouldBe("QEMU did not start: bad option");

    [Fact]
    public async Task WarningsAreNoComplaints()
    {
        var outcome = await RunAsync("echo 'qemu: warning: many CPUs' >&2; exit 0", 30, new SilentView());
        outcome.BrokenAccelerator.ShouldBeNull();
        outcome.Failure.ShouldBe("the machine reset or went off before its report ended");
    }

    [Fact]
    public async Task AMachineThatKvmCannotExecuteIsNotWaitedFor()
    {
        var clock = Stopwatch.StartNew();
        var outcome = await RunAsync("echo 'KVM internal error. Suberror: 1' >&2; echo emulation failure >&2; exec sleep 600", 500, new SilentView());

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        outcome.BrokenAccelerator.ShouldNotBeNull().ShouldStartWith("KVM internal error. Suberror: 1");
        (await File.ReadAllTextAsync(_folder.Errors)).ShouldContain("KVM internal error");
    }

    [Fact]
    public async Task KvmThatGivesUpLaterIsTheAcceleratorsFaultToo()
        => (await RunAsync($"echo hello > {_folder.Console}; echo 'KVM internal error. Suberror: 1' >&2; exec sleep 600", 500, new SilentView()))
            .BrokenAccelerator.ShouldBe("KVM internal error. Suberror: 1");

    [Fact]
    public async Task AMachineThatSpokeIsNotTheAcceleratorsFault()
        => (await RunAsync($"echo hello > {_folder.Console}; echo assertion >&2; exit 134", 30, new SilentView())).BrokenAccelerator.ShouldBeNull();

    [Fact]
    public async Task AProgramThatIsNotThere()
    {
        var runner = new MachineRunner(_folder, new SilentView(), "no-such-qemu");
        var thrown = await Should.ThrowAsync<CliException>(() => runner.RunAsync([], TimeSpan.FromSeconds(1), interactive: false, CancellationToken.None));
        thrown.Message.ShouldStartWith("no-such-qemu cannot be started (");
    }

    [Fact]
    public void OldRunsAreDeletedAndTheLatestIsMarked()
    {
        var repository = new Repository(_folder.Path);
        var folders = Enumerable.Range(0, 12).Select(_ =>
        {
            Thread.Sleep(2);
            return RunFolder.Create(repository).Path;
        }).ToList();

        folders.Count(Directory.Exists).ShouldBe(10);
        Directory.Exists(folders[^1]).ShouldBeTrue();
        new FileInfo(Path.Combine(repository.Runs, "latest")).LinkTarget.ShouldBe(Path.GetFileName(folders[^1]));
    }

    private Task<RunOutcome> RunAsync(string script, int seconds, IRunView view)
        => new MachineRunner(_folder, view, "bash").RunAsync(["-c", script], TimeSpan.FromSeconds(seconds), interactive: false, CancellationToken.None);

    private static bool IsRunning(int pid)
    {
        var status = $"/proc/{pid}/status";
        return File.Exists(status) && !File.ReadLines(status).Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
    }
}
