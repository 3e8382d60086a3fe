using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;
using Sidecar.Cli.Report;
using Sidecar.Cli.View;

namespace Sidecar.Cli.Run;

/// <summary>Runs QEMU to its end, follows what the machine says, and never lets it outlive its time.</summary>
/// <param name="folder">Where the run's files go.</param>
/// <param name="view">Shows the run while it goes on.</param>
/// <param name="program">QEMU; tests put something in its place.</param>
internal sealed class MachineRunner(RunFolder folder, IRunView view, string program = QemuCommand.Program)
{
    private const long ReportLimit = 64L << 20;
    private const int TailLines = 20;
    private const int ErrorLines = 1000;
    private const int ShownErrors = 3;

    // What a shell would say of a program that was killed: QEMU itself did not end.
    private const int StuckExitCode = 137;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly ReportReader _reader = new();
    private readonly LineSplitter _reportLines = new();
    private readonly LineSplitter _consoleLines = new();
    private readonly Queue<string> _tail = new();
    private readonly List<string> _errors = [];
    private volatile bool _stuck;
    private string? _panic;
    private string? _init;

    /// <summary>The serial ports that <see cref="RunAsync"/> follows.</summary>
    public SerialPorts Ports(bool interactive) => new(
        // Interactive: the terminal's Ctrl-C goes to the machine, Ctrl-A X ends QEMU.
        interactive ? "mon:stdio" : $"file:{QemuCommand.Escape(folder.Console)}",
        $"file:{QemuCommand.Escape(folder.Log)}",
        $"file:{QemuCommand.Escape(folder.Report)}");

    /// <summary>Runs QEMU.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="timeout">Longest it may run.</param>
    /// <param name="interactive">Whether it gets the terminal.</param>
    /// <param name="cancel">Kills it early.</param>
    /// <exception cref="CliException">QEMU is not there.</exception>
    public async Task<RunOutcome> RunAsync(IReadOnlyList<string> arguments, TimeSpan timeout, bool interactive, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(folder.Command, ShellWords.Join([program, .. arguments]) + "\n", cancel);
        var clock = Stopwatch.StartNew();
        using var process = Tool.Start(new(program, arguments) { RedirectStandardInput = !interactive, RedirectStandardOutput = !interactive, RedirectStandardError = true });
        var exited = false;
        try
        {
            var errors = GatherErrorsAsync(process.StandardError);
            using var report = new FileTail(folder.Report, ReportLimit);
            using var console = new FileTail(folder.Console, ReportLimit);
            while (!exited && !_stuck && clock.Elapsed < timeout)
            {
                exited = await EndsWithinAsync(process, Poll, cancel);
                Follow(report, console);
            }

            if (!exited)
            {
                await KillAsync(process);
            }

            await errors;
            Follow(report, console);
            _reportLines.Finish(_reader.Accept);
            _consoleLines.Finish(Remember);
        }
        finally
        {
            if (!process.HasExited)
            {
                await KillAsync(process);
            }
        }

        view.Update(_reader.Report, clock.Elapsed);
        await WriteErrorsAsync();
        var complaint = string.Join(" | ", _errors.Where(line => !line.Contains("warning:", StringComparison.Ordinal)).Take(ShownErrors));
        int? exitCode = exited ? process.ExitCode : _stuck ? StuckExitCode : null;
        // A machine that has spoken works as far as its accelerator goes, unless KVM itself says that it cannot go on.
        var broken = _stuck || (_reader.Report.Machine is null && _tail.Count == 0 && complaint.Length > 0);
        return new(_reader.Report, Verdict.Failure(_reader.Report, exitCode, timeout, complaint, interactive, _panic ?? (exitCode == Verdict.DebugExitFailed ? _init : null)), clock.Elapsed, _tail.ToList(), broken ? complaint : null)
        {
            ExitCode = exitCode,
        };
    }

    private static async Task<bool> EndsWithinAsync(Process process, TimeSpan time, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private void Follow(FileTail report, FileTail console)
    {
        console.Drain(part => _consoleLines.Accept(part, Remember));
        report.Drain(part => _reportLines.Accept(part, _reader.Accept));
        view.Update(_reader.Report, null);
    }

    private void Remember(string line)
    {
        _tail.Enqueue(line);
        if (_tail.Count > TailLines)
        {
            _tail.Dequeue();
        }

        if (line.StartsWith(ConsoleFilter.Init, StringComparison.Ordinal))
        {
            _init = line[ConsoleFilter.Init.Length..];
        }

        var panic = line.IndexOf(ConsoleFilter.Panic, StringComparison.Ordinal);
        if (panic >= 0)
        {
            _panic ??= line[(panic + ConsoleFilter.Panic.Length)..];
        }

        view.Console(line);
    }

    private Task WriteErrorsAsync() => _errors.Count == 0 ? Task.CompletedTask : File.WriteAllLinesAsync(folder.Errors, _errors);

    private async Task GatherErrorsAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (_errors.Count < ErrorLines)
            {
                _errors.Add(line);
            }

            // KVM could not execute an instruction: QEMU holds the machine for a person with a debugger and would do so for ever.
            _stuck |= line.StartsWith("KVM internal error", StringComparison.Ordinal);
        }
    }
}
