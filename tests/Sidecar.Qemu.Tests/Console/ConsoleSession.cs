using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Sidecar.Cli.Project;
using Sidecar.Qemu.Tests.Machine;

namespace Sidecar.Qemu.Tests.Console;

/// <summary><c>./sidecar run --interactive</c> with a program at the terminal: types lines, reads answers.</summary>
internal sealed class ConsoleSession : IAsyncDisposable
{
    private const string Prompt = "sidecar> ";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly IDisposable _slot;
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private ConsoleSession(IDisposable slot, Process process)
    {
        _slot = slot;
        _process = process;
    }

    /// <summary>Everything that has been said so far and not been returned yet.</summary>
    public string Unread => _said.ToString();

    /// <summary>Starts a machine and waits for its prompt.</summary>
    /// <param name="flags">More flags.</param>
    public static async Task<ConsoleSession> StartAsync(params string[] flags)
    {
        var slot = await QemuBoots.EnterAsync();
        string[] words = ["exec", Path.Combine(AppContext.BaseDirectory, "sidecar.dll"), "run", "--interactive", "--no-build", "--accel", "tcg", "--timeout", "100", .. flags];
        var start = new ProcessStartInfo("dotnet", words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Repository.RootVariable] = Images.Repository.Root;
        var session = new ConsoleSession(slot, Process.Start(start)!);
        await session.ReadToPromptAsync();
        return session;
    }

    /// <summary>Types a line and returns the answer: what comes after the line's echo and before the next prompt.</summary>
    public async Task<string> TypeAsync(string line)
    {
        await SendAsync(line + "\r");
        var answer = await ReadToPromptAsync();
        var echo = answer.IndexOf("\r\n", StringComparison.Ordinal);
        return answer[(echo + 2)..].ReplaceLineEndings("\n").TrimEnd('\n');
    }

    /// <summary>Types bytes without waiting for anything.</summary>
    public async Task SendAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Reads up to the next prompt, which is not returned.</summary>
    public Task<string> ReadToPromptAsync() => ReadToAsync(Prompt);

    /// <summary>Reads up to a text, which is not returned.</summary>
    public async Task<string> ReadToAsync(string mark)
    {
        var buffer = new char[1024];
        while (true)
        {
            var said = _said.ToString();
            var position = said.IndexOf(mark, StringComparison.Ordinal);
            if (position >= 0)
            {
                _said.Remove(0, position + mark.Length);
                return said[..position];
            }

            int count;
            try
            {
                count = await _process.StandardOutput.ReadAsync(buffer).AsTask().WaitAsync(s_patience);
            }
            catch (TimeoutException)
            {
                throw new InvalidOperationException($"the console did not say \"{mark}\" within {s_patience.TotalSeconds} s, but: {said}");
            }

            if (count == 0)
            {
                throw new InvalidOperationException($"the console ended without \"{mark}\": {said}{await _process.StandardError.ReadToEndAsync()}");
            }

            _said.Append(buffer, 0, count);
        }
    }

    /// <summary>Types the last line and waits for the end.</summary>
    /// <returns>The exit code of ./sidecar.</returns>
    public async Task<int> QuitAsync()
    {
        await SendAsync("quit\r");
        _said.Append(await _process.StandardOutput.ReadToEndAsync().WaitAsync(s_patience));
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _slot.Dispose();
    }
}
