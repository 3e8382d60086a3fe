using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>The driver's own test of what its users rely on (driver/selftest), a step for each of its checks.</summary>
internal static class DriverScenario
{
    private const string Program = "/bin/selftest";
    private const string Modules = "/modules";
    private const string Module = "*mshv_vtl_sidecar.ko";

    /// <summary>Plays it.</summary>
    public static void Play(Reporter report, LinuxHost linux)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true };
        if (Directory.GetFiles(Modules, Module).FirstOrDefault() is { } module)
        {
            // With the module's file, it is unloaded and loaded again too.
            start.ArgumentList.Add(module);
        }

        using var process = Process.Start(start)!;
        var planned = Play(report, process.StandardOutput);
        process.WaitForExit();
        report.Step("driver", process.ExitCode == 0 && planned, $"{Program} ended with {process.ExitCode.ToString(CultureInfo.InvariantCulture)}{(planned ? "" : " and did not come to its end")}");
    }

    /// <summary>Reports what the test says: TAP, a line <c>ok 3 name</c> or <c>not ok 3 name # reason</c> for a check, and one, <c>1..40</c>, with their number. False when that is not their number.</summary>
    public static bool Play(Reporter report, TextReader tap)
    {
        var checks = 0;
        int? planned = null;
        while (tap.ReadLine() is { } line)
        {
            var passed = line.StartsWith("ok ", StringComparison.Ordinal);
            if (passed || line.StartsWith("not ok ", StringComparison.Ordinal))
            {
                var words = line[(passed ? "ok " : "not ok ").Length..].Split(' ', 2);
                checks++;
                report.Step($"driver-{checks.ToString(CultureInfo.InvariantCulture)}", passed, words[^1]);
            }
            else if (line.StartsWith("1..", StringComparison.Ordinal) && int.TryParse(line.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                planned = number;
            }
        }

        return planned == checks;
    }
}
