using System.Collections.Generic;
using Sidecar.Vmm.Linux.Scenarios.ClientSuite;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Every scenario.</summary>
internal static class ScenarioCatalog
{
    /// <summary>The scenarios.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("tour", TourScenario.Play),
        new("driver", DriverScenario.Play),
        new("bench", BenchScenario.Play),
        new("guests", GuestScenarios.All),
        new("hello", GuestScenarios.Hello),
        new("counter", GuestScenarios.Counter),
        new("exits", GuestScenarios.Exits),
        new("modes", GuestScenarios.Modes),
        new("compute", GuestScenarios.Compute),
        new("escape", GuestScenarios.Escape),
        new("state", GuestScenarios.State),
        new("triple", GuestScenarios.Triple),
        new("client", ClientScenario.Play),
        new("hotplug", HotplugScenario.Play),
        new("kill", KillScenario.Play),
        new("soak", SoakScenario.Play),
    ];
}
