using System;
using System.IO;
using System.Linq;
using Sidecar.Vmm.Linux.Companions;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux;

/// <summary>The VMM from its command line to its exit code.</summary>
internal static class VmmMain
{
    /// <summary>COM3, which the command line follows (docs/cli.md, "Report").</summary>
    public const string ReportPort = "/dev/ttyS2";

    private const int Passed = 0;
    private const int Failed = 1;

    /// <summary>Plays one scenario.</summary>
    /// <param name="words">Its name and options (<see cref="VmmArguments"/>), or what a companion of another VMM is to do.</param>
    /// <param name="console">For people.</param>
    /// <param name="openReport">Opens the channel for programs.</param>
    /// <param name="linux">The host kernel.</param>
    public static int Run(string[] words, TextWriter console, Func<Stream> openReport, LinuxHost linux)
    {
        if (Companion.IsWanted(words))
        {
            return Companion.Run(words, console, linux);
        }

        using var report = new Reporter(openReport(), console);
        if (VmmArguments.Read(words) is not { } arguments)
        {
            report.Finish(false, $"the arguments are {string.Join(' ', words)}: {VmmArguments.Expected}");
            return Failed;
        }

        if (ScenarioCatalog.All.FirstOrDefault(scenario => scenario.Name == arguments.Scenario) is not { } found)
        {
            report.Finish(false, $"there is no scenario {arguments.Scenario} for Linux as the host; there is {string.Join(", ", ScenarioCatalog.All.Select(scenario => scenario.Name))}");
            return Failed;
        }

        report.Machine(linux.PresentCpus.Count, linux.SidecarNodes, linux.TscFrequency);
        var watch = new SidecarWatch(report, linux);
        found.Play(new Stage(report, linux, arguments));
        watch.Finish();
        report.Finish();
        return report.HasFailed ? Failed : Passed;
    }
}
