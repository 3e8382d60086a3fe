using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Companions;

/// <summary>A companion as whoever started it has it.</summary>
internal sealed class CompanionProcess : IDisposable
{
    private readonly Process _process;

    private CompanionProcess(Process process) => _process = process;

    /// <summary>Its number in Linux.</summary>
    public int Id => _process.Id;

    /// <summary>Starts one.</summary>
    /// <param name="what">What it does: a word of <see cref="Companion"/>.</param>
    /// <param name="argument">The word's argument.</param>
    public static CompanionProcess Start(string what, long argument)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Companion.Word);
        start.ArgumentList.Add(what);
        start.ArgumentList.Add(argument.ToString(CultureInfo.InvariantCulture));
        return new CompanionProcess(Process.Start(start)!);
    }

    /// <summary>Waits for its next line.</summary>
    /// <exception cref="StepException">It says nothing more.</exception>
    public async Task<string> HearAsync()
    {
        using var limit = new CancellationTokenSource(Until.Patience);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new StepException($"process {Id} ended without a word");
        }
        catch (OperationCanceledException)
        {
            throw new StepException($"process {Id} says nothing for {Until.Patience.TotalSeconds} s");
        }
    }

    /// <summary>Waits for a certain line.</summary>
    /// <exception cref="StepException">It says another one.</exception>
    public async Task HearAsync(string line)
    {
        var heard = await HearAsync();
        Steps.Expect(heard == line, $"process {Id} says: {heard}");
    }

    /// <summary>Tells it to go on to its end.</summary>
    public void Tell() => _process.StandardInput.WriteLine();

    /// <summary>Sends it a signal.</summary>
    public void Send(int signal) => Steps.Expect(Signals.Send(Id, signal) == 0, $"process {Id} takes no signal {signal}");

    /// <summary>Waits for its end. Returns its exit code, 128 and the signal's number if one ended it.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Until.Patience);
        return _process.ExitCode;
    }

    /// <summary>Ends it if it has not ended by itself.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
