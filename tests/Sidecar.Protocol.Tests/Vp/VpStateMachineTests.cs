using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sidecar.Protocol.Vp;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Protocol.Tests.Vp;

/// <summary>The life of a VP, in full: it is a function of two small enumerations.</summary>
public class VpStateMachineTests
{
    /// <summary>The moves that the design allows to a VP that works (a kernel fault is the one way out beside them).</summary>
    private static readonly (VpState From, VpState To)[] s_legalMoves =
    [
        (VpState.Removed, VpState.Halted),
        (VpState.Halted, VpState.Running),
        (VpState.Halted, VpState.Interrupted),
        (VpState.Halted, VpState.Converting),
        (VpState.Running, VpState.Halted),
        (VpState.Running, VpState.Interrupted),
        (VpState.Running, VpState.Converting),
        (VpState.Interrupted, VpState.Halted),
        (VpState.Interrupted, VpState.Converting),
        (VpState.Converting, VpState.Removed),
    ];

    private static IEnumerable<(VpState State, VpEvent Event, VpTransition Transition)> All
        => from state in Enum.GetValues<VpState>()
           from occurred in Enum.GetValues<VpEvent>()
           select (state, occurred, VpStateMachine.Next(state, occurred));

    [Fact]
    public void Table()
    {
        var text = new StringBuilder();
        foreach (var (state, occurred, transition) in All)
        {
            text.Append($"{state,-11} + {occurred,-19} -> ").AppendLine(transition.IsLegal ? $"{transition.Next,-11} {transition.Action}" : "rejected");
        }

        Snapshot.Matches(text.ToString());
    }

    [Fact]
    public void Counts_are_those_of_the_enumerations()
    {
        Assert.Equal(VpStateMachine.StateCount, Enum.GetValues<VpState>().Length);
        Assert.Equal(VpStateMachine.EventCount, Enum.GetValues<VpEvent>().Length);
    }

    [Fact]
    public void Moves_are_exactly_the_designs()
    {
        var moves = All.Where(one => one.Transition.IsLegal && one.Event != VpEvent.KernelFault).Select(one => (one.State, one.Transition.Next));

        Assert.Equal(s_legalMoves.Order(), moves.Distinct().Order());
    }

    [Fact]
    public void Kernel_fault_ends_every_life_and_raises_attention()
    {
        foreach (var (state, _, transition) in All.Where(one => one.Event == VpEvent.KernelFault && one.State != VpState.Removed))
        {
            Assert.True(transition.IsLegal, $"{state}");
            Assert.Equal((VpState.Removed, VpAction.ReportRemoved), (transition.Next, transition.Action));
        }
    }

    [Fact]
    public void Converting_never_returns_to_halted_by_itself()
        => Assert.DoesNotContain(VpState.Halted, All.Where(one => one.State == VpState.Converting).Select(one => one.Transition.Next));

    [Fact]
    public void Stop_that_overtakes_its_run_still_takes_the_command()
    {
        var transition = VpStateMachine.Next(VpState.Halted, VpEvent.StopRequested);

        Assert.Equal((VpState.Interrupted, VpAction.TakeCommandStopped), (transition.Next, transition.Action));
        Assert.Equal(VpState.Halted, VpStateMachine.Next(transition.Next, VpEvent.CommandCompleted).Next);
    }

    [Fact]
    public void Every_state_is_reached_and_left()
    {
        foreach (var state in Enum.GetValues<VpState>())
        {
            Assert.Contains(All, one => one.State != state && one.Transition.Next == state);
            Assert.Contains(All, one => one.State == state && one.Transition.Next != state);
        }
    }

    /// <summary>Total: any two bytes have an answer, and one that is not in the table changes nothing.</summary>
    [Fact]
    public void Undefined_values_are_rejected()
        => Prop.ForAll<byte, byte>((state, occurred) =>
        {
            var transition = VpStateMachine.Next((VpState)state, (VpEvent)occurred);
            var defined = Enum.IsDefined((VpState)state) && Enum.IsDefined((VpEvent)occurred);
            return transition.IsLegal ? defined : transition.Next == (VpState)state && transition.Action == VpAction.Reject;
        }).QuickCheckThrowOnFailure();

    /// <summary>Whatever happens in whatever order, a VP is always in a state that is defined, and only Removed is without a way on by a fault.</summary>
    [Fact]
    public void Any_history_ends_in_a_defined_state()
        => Prop.ForAll<byte[]>(history =>
        {
            var state = VpState.Removed;
            foreach (var occurred in history)
            {
                state = VpStateMachine.Next(state, (VpEvent)occurred).Next;
            }

            return Enum.IsDefined(state);
        }).QuickCheckThrowOnFailure();
}
