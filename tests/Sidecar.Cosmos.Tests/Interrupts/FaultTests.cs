using Shouldly;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Protocol.Node;
using Sidecar.Samples;
using Sidecar.Simulation.Image;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Interrupts;

/// <summary>A CPU exception inside a handler ends that command and nothing else.</summary>
public class FaultTests
{
    [Fact]
    public void A_machine_check_that_the_hardware_has_in_progress_is_not_the_handlers()
    {
        const uint machineCheckStatus = 0x17a;
        const ulong inProgress = 1 << 2;
        using var machine = Machines.Started();
        machine.Cpus[1].Msrs.Set(machineCheckStatus, inProgress);
        var vp = machine.Claim(1);
        HandlerCalls.TryFault(ref vp, new Fault.Request { Kind = Fault.Kind.Raise, Value = 18 }, out _).ShouldBeFalse();
        vp.Outcome.Wait.ShouldBe(WaitResult.Removed);
    }

    [Fact]
    public void Each_of_the_32_vectors_is_contained_and_the_VP_serves_on()
    {
        using var machine = Machines.Started();
        var vp = machine.Claim(1);
        for (var vector = 0ul; vector < 32; vector++)
        {
            HandlerCalls.TryFault(ref vp, new Fault.Request { Kind = Fault.Kind.Raise, Value = vector }, out _).ShouldBeFalse($"vector {vector}");
            var name = System.Text.Encoding.UTF8.GetString(ExceptionNames.Of((byte)vector));
            vp.Error().ShouldStartWith($"handler fault (0x1040) raised {name} (vector {vector}) at 0x{SimulatedImage.Instruction:x}");
            vp.Outcome.Kind.ShouldBe(CommandOutcomeKind.SidecarError);
            vp.ShouldAdd();
        }

        machine.Notes.ShouldBeEmpty();
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void Every_VP_of_several_nodes_serves_after_a_fault()
    {
        using var machine = Machines.Started(1, true, o => o with { Nodes = Sidecar.Simulation.MachineOptions.Consecutive(4, 6) });
        foreach (var index in (uint[])[1, 2, 3, 5, 6, 7, 8, 9])
        {
            var vp = machine.Claim(index);
            HandlerCalls.TryFault(ref vp, new Fault.Request { Kind = Fault.Kind.Divide, Value = 0 }, out _).ShouldBeFalse();
            vp.Error().ShouldContain("raised #DE divide error (vector 0)");
            vp.ShouldAdd();
        }
    }

    [Theory]
    [InlineData(Fault.Kind.Write, 0x123000ul, "raised #PF page fault (vector 14)", ", accessing 0x123000")]
    [InlineData(Fault.Kind.Write, 0x8000_0000_0000_0000ul, "raised #GP general protection (vector 13)", "")]
    [InlineData(Fault.Kind.WriteText, 0ul, "raised #PF page fault (vector 14)", ", accessing 0x")]
    [InlineData(Fault.Kind.OverflowStack, 0ul, "raised #DF double fault (vector 8)", "")]
    [InlineData(Fault.Kind.Index, 9ul, "raised #UD invalid opcode (vector 6)", "")]
    [InlineData(Fault.Kind.Write, 0xffff_ff80_003f_c000ul, "raised #PF page fault (vector 14)", ", below the stack: stack overflow")]
    public void The_error_names_what_happened_where(Fault.Kind kind, ulong value, string what, string where)
    {
        using var machine = Machines.Started();
        var vp = machine.Claim(1);
        HandlerCalls.TryFault(ref vp, new Fault.Request { Kind = kind, Value = value }, out _).ShouldBeFalse();
        vp.Error().ShouldContain(what);
        vp.Error().ShouldContain(where);
        vp.ShouldAdd();
    }

    [Fact]
    public void A_fault_does_not_hide_a_stop_that_came_with_it()
    {
        using var machine = Machines.Started();
        machine.OnSharedAccess = AtFirstCompletion.Do(() => machine.StatusOf(1) = (byte)Protocol.Pages.CpuStatus.STOP);
        var vp = machine.Claim(1);
        HandlerCalls.TryFault(ref vp, new Fault.Request { Kind = Fault.Kind.Raise, Value = 6 }, out _).ShouldBeFalse();
        vp.ShouldAdd();
        Snapshot.Matches(machine.Trace());
    }
}
