using System;
using System.IO;
using System.Linq;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux;

/// <summary>The VMM from its command line to its exit code.</summary>
internal static class VmmMain
{
    /// <summary>COM3, which the command line follows (docs/cli.md, "Report").</summary>
    public const string ReportPort = "/dev/ttyS2";

    private const string Remote = "--policy=remote";
    private const string Convert = "--policy=convert";

    private const int Passed = 0;
    private const int Failed = 1;

    /// <summary>Plays one scenario.</summary>
    /// <param name="arguments">Its name, and <c>--policy=convert</c> to have a guest's CPU go to Linux at its first exit.</param>
    /// <param name="console">For people.</param>
    /// <param name="openReport">Opens the channel for programs.</param>
    /// <param name="linux">The host kernel.</param>
    public static int Run(string[] arguments, TextWriter console, Func<Stream> openReport, LinuxHost linux)
    {
        using var report = new Reporter(openReport(), console);
        if (!TryRead(arguments, out var name, out var policy))
        {
            report.Finish(false, $"the arguments are {string.Join(' ', arguments)}: expected the scenario's name, and {Remote} or {Convert} if a policy is wanted");
            return Failed;
        }

        if (ScenarioCatalog.All.FirstOrDefault(scenario => scenario.Name == name) is not { } found)
        {
            report.Finish(false, $"there is no scenario {name} for Linux as the host; there is {string.Join(", ", ScenarioCatalog.All.Select(scenario => scenario.Name))}");
            return Failed;
        }

        report.Machine(linux.PresentCpus.Count, linux.SidecarNodes, linux.TscFrequency);
        var watch = new SidecarWatch(report, linux);
        found.Play(new Stage(report, linux, policy));
        watch.Finish();
        report.Finish();
        return report.HasFailed ? Failed : Passed;
    }

    private static bool TryRead(string[] arguments, out string name, out ConversionPolicy policy)
    {
        policy = arguments is [_, Convert] ? ConversionPolicy.ConvertOnFirstExit : ConversionPolicy.StayRemote;
        name = arguments is [var first, ..] ? first : "";
        return arguments is [_] or [_, Remote or Convert];
    }
}
