using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Commands;

/// <summary>The whole command line: parses, runs, and turns every failure into one sentence and an exit code.</summary>
internal static class SidecarCommandLine
{
    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words behind ./sidecar.</param>
    /// <param name="output">Takes what the command says.</param>
    /// <param name="error">Takes the sentence that says what is wrong.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var parsed = Create().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            // One wrong word can bring several errors; the one about the word itself says most.
            var first = parsed.Errors.OrderBy(item => item.Message.Contains("was not provided", StringComparison.Ordinal)).First().Message.Trim().TrimEnd('.');
            return await RefuseAsync(error, ExitCode.Usage, $"{first} (./sidecar --help shows what there is)");
        }

        try
        {
            return await parsed.InvokeAsync(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (ConfigException e)
        {
            return await RefuseAsync(error, ExitCode.Usage, e.Message);
        }
        catch (UsageException e)
        {
            return await RefuseAsync(error, ExitCode.Usage, e.Message);
        }
        catch (Exception e) when (e is CliException or IOException or UnauthorizedAccessException)
        {
            return await RefuseAsync(error, ExitCode.Failed, e.Message);
        }
        catch (OperationCanceledException)
        {
            return await RefuseAsync(error, ExitCode.Failed, "interrupted");
        }
    }

    /// <summary>The commands.</summary>
    public static RootCommand Create() => new("A sidecar kernel in C#: build it, boot it in QEMU, watch it work.")
    {
        BuildCommand.Create(),
        RunCommand.Create(),
        ServeCommand.Create(),
        TestCommand.Create(),
        BenchCommand.Create(),
        TraceCommand.Create(),
    };

    private static async Task<int> RefuseAsync(TextWriter error, int exitCode, string sentence)
    {
        await error.WriteLineAsync($"sidecar: {sentence}");
        return exitCode;
    }
}
