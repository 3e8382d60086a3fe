using System.Collections.Generic;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Every scenario.</summary>
internal static class ScenarioCatalog
{
    /// <summary>The scenarios.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [new("tour", TourScenario.Play), new("driver", DriverScenario.Play), new("bench", BenchScenario.Play)];
}
