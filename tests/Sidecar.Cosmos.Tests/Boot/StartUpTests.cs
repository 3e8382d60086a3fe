using Shouldly;
using Sidecar.Samples;
using Sidecar.Simulation;
using Sidecar.Simulation.Trace;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Boot;

/// <summary>The kernel comes up on machines of all shapes, by either way of starting a CPU.</summary>
public class StartUpTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(31, false)]
    [InlineData(31, true)]
    [InlineData(63, false)]
    [InlineData(63, true)]
    public void Every_VP_comes_up(int vps, bool hypervisor)
    {
        using var machine = SimulatedMachine.Create<HandlerTable>(new MachineOptions
        {
            Nodes = vps == 63 ? MachineOptions.Consecutive(32, 33) : MachineOptions.Consecutive((uint)vps + 1),
            Hypervisor = hypervisor,
        });
        machine.Start().ShouldBeTrue(machine.StartError);
        machine.Notes.ShouldBeEmpty();
        Snapshot.Matches(VpTrace.TextOf<HandlerCatalog>(machine), $"StartUpTests.Every_VP_comes_up.{vps}");
    }
}
