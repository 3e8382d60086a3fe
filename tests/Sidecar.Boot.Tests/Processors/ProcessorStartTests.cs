using System;
using System.Linq;
using Shouldly;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Tests.Simulation;
using Sidecar.Boot.Time;
using Sidecar.Boot.Topology;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.X64;
using Xunit;

namespace Sidecar.Boot.Tests.Processors;

public sealed class ProcessorStartTests
{
    private const ulong Mailbox = 0x30_0000;
    private readonly Simulation.Simulation _machine = new();

    [Fact]
    public void All_are_started_at_once()
    {
        Start(4).ShouldBe([1, 2, 3]);
        Commands().ShouldBe(["INIT 1", "INIT 2", "INIT 3", "SIPI 1 at 0x9000", "SIPI 2 at 0x9000", "SIPI 3 at 0x9000"]);
        Slots(4).ShouldBe([(0u, WakeSlotState.Absent), (1u, WakeSlotState.Parked), (2u, WakeSlotState.Parked), (3u, WakeSlotState.Parked)]);
    }

    [Fact]
    public void A_second_start_up_interrupt_goes_to_those_that_did_not_answer()
    {
        _machine.Slow.Add(2);
        Start(4).ShouldBe([1, 2, 3]);
        Commands().Skip(6).ShouldBe(["SIPI 2 at 0x9000"]);
    }

    [Fact]
    public void Who_never_comes_is_not_waited_for_for_ever()
    {
        _machine.Dead.Add(2);
        var before = _machine.Now;
        Start(4).ShouldBe([1, 3]);
        (_machine.Now - before).ShouldBeInRange(2_000_000_000UL, 2_200_000_000UL);
    }

    [Fact]
    public void The_local_APIC_is_enabled_in_the_two_legal_steps_and_silenced()
    {
        _machine.Registers[0x1b] = 0xfee0_0100;
        _machine.Registers[0x802] = 7;
        _machine.Use();
        LocalApic<SimulatedMachine>.Enable().ShouldBe(7u);
        _machine.Registers[0x1b].ShouldBe(0xfee0_0d00UL);
        _machine.Registers[ApicRegister.SVR.X2ApicMsr()].ShouldBe(0x1ffUL);
        _machine.Registers[ApicRegister.LVT_LINT0.X2ApicMsr()].ShouldBe(0x1_0000UL);
        _machine.Registers[ApicRegister.LVT_TIMER.X2ApicMsr()].ShouldBe(0x1_0000UL);
        (_machine.Ports[0x21], _machine.Ports[0xa1]).ShouldBe(((byte)0xff, (byte)0xff));
    }

    private int[] Start(int count)
    {
        _machine.Use();
        _machine.Trampoline = (0x9000, Mailbox, (uint)count, 0);
        var processors = Enumerable.Range(0, count).Select(i => new Processor { ApicId = (uint)i }).ToArray();
        var slots = ProcessorStart<SimulatedMachine>.Slots(Mailbox, count);
        var arrived = ProcessorStart<SimulatedMachine>.StartAll(processors, slots, 0x9000, new Clock(1_000_000_000, TscSource.Crystal), out var set);
        var numbers = Enumerable.Range(0, count).Where(i => set.Contains(i)).ToArray();
        arrived.ShouldBe(numbers.Length);
        return numbers;
    }

    private string[] Commands() => _machine.InterruptCommands.Select(raw =>
    {
        var command = new Icr { Raw = raw };
        command.LevelAssert.ShouldBeTrue();
        return FormattableString.Invariant($"{command.DeliveryMode} {command.X2apicMda}{(command.DeliveryMode == DeliveryMode.SIPI ? $" at 0x{command.Vector << 12:x}" : "")}");
    }).ToArray();

    private static (uint, WakeSlotState)[] Slots(int count)
        => ProcessorStart<SimulatedMachine>.Slots(Mailbox, count).ToArray().Select(s => (s.ApicId, (WakeSlotState)s.State)).ToArray();
}
