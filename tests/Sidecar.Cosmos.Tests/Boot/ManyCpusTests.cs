using System.Linq;
using Shouldly;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation;
using Xunit;

namespace Sidecar.Cosmos.Tests.Boot;

/// <summary>Start overrides for more CPUs than OpenHCL's array has room for.</summary>
public class ManyCpusTests
{
    private const uint Cpus = 420;

    private static bool OneInFifty(uint vp) => vp % 50 == 7;

    [Fact]
    public void The_array_ends_at_400_and_what_is_beyond_it_is_started()
    {
        using var machine = Start(o => o with { InitialState = OneInFifty });
        Idle(machine).ShouldBe([.. Enumerable.Range(0, 400).Where(vp => OneInFifty((uint)vp)), .. Enumerable.Range(400, 20)]);
    }

    [Fact]
    public void The_bitmap_speaks_for_any_number_and_overrides_the_array()
    {
        using var machine = Start(o => o with { InitialState = _ => true, StartOverrides = vp => OneInFifty(vp) || vp == 419 });
        Idle(machine).ShouldBe([.. Enumerable.Range(0, 400).Where(vp => OneInFifty((uint)vp)), 407, 419]);
        machine.ShouldServe(419);
    }

    [Fact]
    public void A_VP_beyond_the_bitmap_is_started()
    {
        using var machine = Machines.Create(1, true, o => o with
        {
            Nodes = MachineOptions.Consecutive(Cpus),
            HandlerStatePages = 0,
            StartOverrides = OneInFifty,
        });
        machine.Extension.StartOverrideCount = 410;
        machine.Start().ShouldBeTrue(machine.StartError);
        Idle(machine).ShouldBe([.. Enumerable.Range(0, 410).Where(vp => OneInFifty((uint)vp)), .. Enumerable.Range(410, 10)]);
    }

    private static SimulatedMachine Start(System.Func<MachineOptions, MachineOptions> change)
        => Machines.Started(1, true, o => change(o with { Nodes = MachineOptions.Consecutive(Cpus), HandlerStatePages = 0 }));

    private static int[] Idle(SimulatedMachine machine)
        => [.. Enumerable.Range(0, (int)Cpus).Where(vp => machine.StatusOf((uint)vp) == (byte)CpuStatus.IDLE)];
}
