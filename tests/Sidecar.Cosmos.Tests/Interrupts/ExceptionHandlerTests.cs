using System;
using System.Threading;
using Shouldly;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Protocol.X64;
using Sidecar.Simulation;
using Xunit;

namespace Sidecar.Cosmos.Tests.Interrupts;

/// <summary>What the exception handler makes of a frame, at moments that no handler's fault and no wait can bring about.</summary>
public unsafe class ExceptionHandlerTests
{
    private const byte Nmi = 2;
    private const byte GeneralProtection = 13;
    private const ulong Instruction = 0x1000;
    private const ulong Fixup = 0x2000;
    private const ulong Recovery = 0x3000;
    private const ulong RecoveryStack = 0x8000;
    private const ulong DirectionAndInterrupts = 0x600;

    [Fact]
    public void A_refused_value_continues_at_the_fixup()
    {
        using var machine = Machines.Started();
        var frame = OnVp(machine, GeneralProtection, RecoveryStack, Fixup);
        frame.Rip.ShouldBe(Fixup);
        frame.Rflags.ShouldBe(DirectionAndInterrupts);
    }

    [Fact]
    public void An_NMI_right_before_an_instruction_with_a_fixup_does_not_pass_for_a_refusal()
    {
        using var machine = Machines.Started();
        OnVp(machine, Nmi, RecoveryStack, Fixup).Rip.ShouldBe(Instruction);
        machine.GlobalsOf(1).NmiCount.ShouldBe(1ul);
    }

    [Theory]
    [InlineData(RecoveryStack - 8, RecoveryStack, true)]
    [InlineData(RecoveryStack, RecoveryStack, false)]
    [InlineData(RecoveryStack + 8, RecoveryStack, false)]
    [InlineData(RecoveryStack - 8, 0ul, false)]
    public void An_NMI_ends_a_guarded_call_only_from_within_the_function(ulong stack, ulong recoveryStack, bool ends)
    {
        using var machine = Machines.Started();
        var stillGuarded = false;
        var frame = OnVp(machine, Nmi, stack, 0, recoveryStack, () => stillGuarded = machine.GlobalsOf(1).Guard != null);
        frame.Rip.ShouldBe(ends ? Recovery : Instruction);
        frame.Rsp.ShouldBe(ends ? recoveryStack : stack);
        stillGuarded.ShouldBe(!ends);
        machine.GlobalsOf(1).NmiCount.ShouldBe(ends ? 0ul : 1ul);
    }

    [Fact]
    public void Flags_that_a_guarded_call_changed_end_with_it()
    {
        using var machine = Machines.Started();
        OnVp(machine, GeneralProtection, RecoveryStack - 8, 0, RecoveryStack).Rflags.ShouldBe(RFlags.AtReset.Raw);
    }

    [Fact]
    public void An_NMI_during_initialisation_does_not_end_it()
    {
        using var machine = Machines.Create(2);
        var done = 0;
        var rip = 0ul;
        machine.OnSharedAccess = (processor, _) =>
        {
            if (processor.VpIndex == 0 && Interlocked.Exchange(ref done, 1) == 0)
            {
                rip = Handle(Nmi, 0x100, 0).Rip;
            }
        };
        machine.Start().ShouldBeTrue(machine.StartError);
        rip.ShouldBe(Instruction);
    }

    /// <summary>Has VP 1 take an exception between two looks at its status byte, within a guarded call when there is a recovery stack.</summary>
    private static ExceptionFrame OnVp(SimulatedMachine machine, byte vector, ulong stack, ulong fixup, ulong? recoveryStack = null, Action? afterwards = null)
    {
        var state = 0;
        ExceptionFrame result = default;
        machine.OnSharedAccess = (processor, _) =>
        {
            if (processor.VpIndex != 1 || Interlocked.CompareExchange(ref state, 1, 0) != 0)
            {
                return;
            }

            var guard = new GuardFrame { RecoveryStack = recoveryStack ?? 0, RecoveryAddress = Recovery };
            machine.GlobalsOf(1).Guard = recoveryStack is null ? null : &guard;
            result = Handle(vector, stack, fixup);
            afterwards?.Invoke();
            machine.GlobalsOf(1).Guard = null;
            Volatile.Write(ref state, 2);
        };
        machine.Interrupt(1);
        Machines.Await(() => Volatile.Read(ref state) == 2, "the exception");
        machine.OnSharedAccess = null;
        return result;
    }

    private static ExceptionFrame Handle(byte vector, ulong stack, ulong fixup)
    {
        var frame = new ExceptionFrame { Vector = vector, Rip = Instruction, Rsp = stack, Rflags = DirectionAndInterrupts };
        ExceptionHandler<SimulatedCpu>.Handle(&frame, fixup, 0);
        return frame;
    }
}
