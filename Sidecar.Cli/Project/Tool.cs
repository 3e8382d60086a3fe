using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Cli.Project;

/// <summary>Runs another program to its end.</summary>
internal static class Tool
{
    /// <summary>Runs a program, its output gathered. Killed with all it started when time is up or the user cancels.</summary>
    /// <param name="program">The program, looked up in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="timeout">Longest it may take.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <param name="onLine">Sees each line of its standard output as it comes.</param>
    /// <param name="folder">The folder that it runs in; null for the current one.</param>
    /// <exception cref="CliException">The program is not there, or took too long.</exception>
    public static async Task<ToolResult> RunAsync(
        string program, IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken cancel, Action<string>? onLine = null, string? folder = null)
    {
        var lines = new List<string>();
        using var process = Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        });
        process.StandardInput.Close();
        process.OutputDataReceived += (_, item) => Take(item.Data, onLine);
        process.ErrorDataReceived += (_, item) => Take(item.Data, null);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new CliException($"{program} did not end within {timeout.TotalSeconds:0} s and was killed");
        }

        lock (lines)
        {
            return new(process.ExitCode, lines.ToList());
        }

        void Take(string? line, Action<string>? observer)
        {
            if (line is not null)
            {
                lock (lines)
                {
                    lines.Add(line);
                }

                observer?.Invoke(line);
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <exception cref="CliException">The program is not there.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CliException($"{start.FileName} cannot be started ({e.Message}); ./sidecar installs what is missing");
        }
    }
}
