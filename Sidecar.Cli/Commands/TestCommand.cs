using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Build;
using Sidecar.Cli.Config;
using Sidecar.Cli.Linux;
using Sidecar.Cli.Project;
using Sidecar.Cli.Testing;

namespace Sidecar.Cli.Commands;

/// <summary><c>./sidecar test</c>.</summary>
internal static class TestCommand
{
    /// <summary>The lines of Debian's kernels that the driver is for: those of Debian 12 and 13.</summary>
    private static readonly string[] s_kernels = ["6.1", "6.12"];

    private static readonly TimeSpan Limit = TimeSpan.FromHours(2);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var filter = OptionFactory.Text("--filter", "EXPRESSION", "Run only these tests (as dotnet test --filter)", text => text.Length > 0 ? null : "expected an expression");
        var command = new Command("test", "Build and run every test") { filter };
        command.SetAction((parsed, cancel) => TestAsync(parsed.GetValue(filter), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    private static async Task<int> TestAsync(string? filter, TextWriter output, CancellationToken cancel)
    {
        var repository = Repository.Find();
        var config = CommonOptions.Read(repository, null);
        await LinuxTools.EnsureAsync(repository, cancel);
        await new Builder(repository, output.WriteLine).BuildAsync(config, iso: true, always: true, cancel);
        await PrepareLinuxAsync(repository, config, output, cancel);

        var results = Path.Combine(repository.Artifacts, "test-results");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        Directory.CreateDirectory(results);
        await output.WriteLineAsync("testing");
        // One project at a time: the real boots want the processors for themselves.
        List<string> arguments = ["test", repository.Solution, "--no-build", "--nologo", "--logger", "trx", "--results-directory", results, "-m:1"];
        if (filter is not null)
        {
            arguments.AddRange(["--filter", filter]);
        }

        var run = await Tool.RunAsync("dotnet", arguments, Limit, cancel, line => Follow(line, output));
        var count = TrxReader.ReadFolder(results);
        foreach (var failure in count.Failures)
        {
            await output.WriteLineAsync($"FAIL  {failure}");
        }

        if (run.ExitCode != 0 && count.Failed == 0)
        {
            throw new CliException($"dotnet test failed ({run.ExitCode}) without a failed test: {run.Tail}");
        }

        if (count.Passed + count.Failed == 0)
        {
            throw new CliException(filter is null ? "there was no test to run" : $"no test matches --filter {filter}");
        }

        await output.WriteLineAsync(count.ToString());
        return count.Failed == 0 ? ExitCode.Passed : ExitCode.Failed;
    }

    /// <summary>
    /// Kernels, modules and programs for the boots with Linux. Where they cannot be had, those tests fail and say so; all others are worth running. A line of kernels that this distribution does not offer
    /// is left out.
    /// </summary>
    private static async Task PrepareLinuxAsync(Repository repository, CosmosConfig config, TextWriter output, CancellationToken cancel)
    {
        var preparation = new LinuxPreparation(repository, output.WriteLine);
        try
        {
            await preparation.PrepareAsync(config.Linux, build: true, cancel);
            await new LinuxPrograms(repository, output.WriteLine).GatewayAsync(build: true, cancel);
        }
        catch (CliException exception)
        {
            await output.WriteLineAsync($"the tests with Linux will fail: {exception.Message}");
            return;
        }

        foreach (var kernel in s_kernels)
        {
            try
            {
                await preparation.PrepareAsync(config.Linux with { Kernel = kernel }, build: true, cancel);
            }
            catch (CliException exception)
            {
                await output.WriteLineAsync($"no test with Linux {kernel}: {exception.Message}");
            }
        }
    }

    /// <summary>Shows each project's own summary as it comes.</summary>
    private static void Follow(string line, TextWriter output)
    {
        if (line.StartsWith("Passed!", StringComparison.Ordinal) || line.StartsWith("Failed!", StringComparison.Ordinal))
        {
            output.WriteLine(line);
        }
    }
}
