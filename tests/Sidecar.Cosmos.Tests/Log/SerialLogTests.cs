using System.Linq;
using System.Text.RegularExpressions;
using Shouldly;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation;
using Xunit;

namespace Sidecar.Cosmos.Tests.Log;

/// <summary>Lines on the serial port: whole or not at all, and never a reason to wait for long.</summary>
public partial class SerialLogTests
{
    private const ushort Com1 = 0x3f8;
    private const ushort Com2 = 0x2f8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lines_of_many_VPs_never_tear(bool hypervisor)
    {
        using var machine = Machines.Started(63, hypervisor, o => o with { Logging = true });
        for (var vp = 1u; vp < 64; vp++)
        {
            machine.StatusOf(vp) = (byte)CpuStatus.REMOVE;
        }

        for (var vp = 1u; vp < 64; vp++)
        {
            machine.Interrupt(vp);
        }

        for (var vp = 1u; vp < 64; vp++)
        {
            machine.AwaitStatus(vp, CpuStatus.REMOVED);
        }

        var lines = machine.Ports.UartAt(Com2).Lines;
        lines.ShouldAllBe(line => Line().IsMatch(line));
        lines.Distinct().Count().ShouldBe(lines.Count);
        (lines.Count + machine.KernelState.LogLinesLost).ShouldBe(126u);
    }

    [Fact]
    public void Without_logging_nothing_is_written()
    {
        using var machine = Machines.Started(3);
        machine.Node(0).Remove(1, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);
        machine.Ports.UartAt(Com2).Lines.ShouldBeEmpty();
        machine.Ports.UartAt(Com1).Lines.ShouldBeEmpty();
    }

    [Fact]
    public void The_extension_block_chooses_the_port()
    {
        using var machine = Machines.Create(1, false, o => o with { Logging = true });
        machine.Extension.LogPort = Com1;
        machine.Start().ShouldBeTrue(machine.StartError);
        machine.Ports.UartAt(Com1).Lines.ShouldBe(["sidecar#1: up"]);
        machine.Ports.UartAt(Com2).Lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_CPU_that_died_with_the_lock_does_not_keep_the_others_from_going_on()
    {
        using var machine = Machines.Started(1, false, o => o with { Logging = true });
        machine.PausesPerYield = int.MaxValue;
        machine.KernelState.LogLock = 1;
        machine.Node(0).Remove(1, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);
        machine.KernelState.LogLinesLost.ShouldBe(1u);
        machine.Ports.UartAt(Com2).Lines.ShouldBe(["sidecar#1: up"]);
    }

    [Fact]
    public void A_port_that_takes_nothing_costs_a_line_not_the_VP()
    {
        using var machine = Machines.Create(2, false, o => o with { Logging = true });
        machine.Ports.UartAt(Com2).Stuck = true;
        machine.Start().ShouldBeTrue(machine.StartError);
        machine.KernelState.LogLinesLost.ShouldBe(2u);
        machine.ShouldServe(1);
        machine.ShouldServe(2);
    }

    [Fact]
    public void A_port_where_nothing_answers_is_written_to_without_harm()
    {
        using var machine = Machines.Create(1, false, o => o with { Logging = true });
        machine.Extension.LogPort = 0x1000;
        machine.Start().ShouldBeTrue(machine.StartError);
        machine.ShouldServe(1);
    }

    [GeneratedRegex(@"^sidecar#\d+: (up|removing)$")]
    private static partial Regex Line();
}
