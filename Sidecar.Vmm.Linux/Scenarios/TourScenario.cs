using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>What there is beside the sidecar: the host kernel, its CPUs, the nodes that it was shown.</summary>
internal static class TourScenario
{
    /// <summary>Plays it.</summary>
    public static void Play(Reporter report, LinuxHost linux)
    {
        var (present, online) = (linux.PresentCpus.Count, linux.OnlineCpus.Count);
        report.Step("linux", online >= 1, $"Linux {linux.Release} has {online} of {present} CPUs");
        report.Step("nodes", true, $"it sees {linux.SidecarNodes} sidecar nodes");
    }
}
