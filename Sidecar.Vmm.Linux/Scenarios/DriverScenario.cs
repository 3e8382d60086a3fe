using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>The driver's self-test (driver/selftest), each of its tests a step. It says what it found as TAP, the Test Anything Protocol.</summary>
internal static partial class DriverScenario
{
    private const string Program = "/bin/selftest";
    private const string Modules = "/modules";

    /// <summary>Plays it.</summary>
    public static void Play(Stage stage)
    {
        var report = stage.Report;
        if (!File.Exists(Program))
        {
            report.Step("self-test", false, $"{Program} is not there; ./sidecar run --host linux puts it there");
            return;
        }

        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true };
        // With the module's file it tests unloading and loading, too.
        if (Directory.Exists(Modules) && Directory.GetFiles(Modules, "*mshv_vtl_sidecar.ko").FirstOrDefault() is { } module)
        {
            start.ArgumentList.Add(module);
        }

        using var process = Process.Start(start)!;
        var (tests, planned) = (0, -1);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Test().Match(line) is { Success: true } test)
            {
                tests++;
                report.Step($"test-{tests}", !test.Groups["not"].Success, test.Groups["text"].Value);
            }
            else if (Plan().Match(line) is { Success: true } plan)
            {
                planned = int.Parse(plan.Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                Console.WriteLine(line);
            }
        }

        process.WaitForExit();
        report.Step("self-test", process.ExitCode == 0 && tests == planned, $"{tests} of {planned} tests were made, exit code {process.ExitCode}");
    }

    [GeneratedRegex("^(?<not>not )?ok [0-9]+ (?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Test();

    [GeneratedRegex(@"^1\.\.(?<count>[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Plan();
}
