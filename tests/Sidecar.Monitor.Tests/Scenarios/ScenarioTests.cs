using System.Linq;
using Shouldly;
using Sidecar.Monitor.Tests.Hosting;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Monitor.Tests.Scenarios;

/// <summary>
/// Every scenario on the simulated machine, on three machines. The traces in <c>tests/scenarios</c> are compared a second time with what the same scenario leaves on
/// a booted machine (Sidecar.Qemu.Tests).
/// </summary>
public class ScenarioTests
{
    /// <summary>Scenarios, and machines by the VPs of their nodes.</summary>
    public static TheoryData<string, string, uint[]> Runs
    {
        get
        {
            var runs = new TheoryData<string, string, uint[]>();
            foreach (var scenario in new[] { "tour", "start", "commands", "handlers", "stop", "faults", "spin", "remove-all", "stress", "hostile", "convert" })
            {
                runs.Add(scenario, "8x2", [4, 4]);
                runs.Add(scenario, "2x1", [2]);
                runs.Add(scenario, "33x2", [17, 16]);
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Passes_and_leaves_its_trace(string scenario, string machine, uint[] nodes)
    {
        using var run = MonitorRun.Start(nodes).Play(scenario);
        run.Report.Problems.ShouldBeEmpty();
        run.Report.Steps.Where(step => !step.Passed).Select(step => $"{step.Name}: {step.Text}").ShouldBeEmpty();
        run.Passed.ShouldBeTrue();
        run.Report.Passed.ShouldBe(true);
        run.Report.Ended.ShouldBeTrue();
        run.Machine.Notes.ShouldBeEmpty();
        Snapshot.Matches(run.Trace, $"../../scenarios/{scenario}.{machine}");
    }
}
