using Shouldly;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Samples;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Vp;

/// <summary>Stop requests, whenever they come.</summary>
public class StopTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handler_that_loops_until_stopped_is_stopped_and_its_answer_counts(bool mwait)
    {
        using var machine = Machines.Started(2, false, o => o with { IdleMode = mwait ? Protocol.Extension.IdleMode.Mwait : Protocol.Extension.IdleMode.Hlt });
        var vp = Begin(machine, 1);
        Machines.Await(() => vp.Progress > 1000, "progress");
        vp.Stop().ShouldBe(StopResult.Requested);
        vp.Stop().ShouldBeOneOf(StopResult.AlreadyRequested, StopResult.AlreadyFinished);
        vp.End(SimulatedMachine.CommandTimeout).ShouldBeTrue(vp.Error());
        Response(ref vp).Stopped.ShouldBeTrue();
        Response(ref vp).Bytes.ShouldBeGreaterThan(1000ul);
        vp.ShouldAdd();
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_stop_that_overtakes_the_run_still_takes_the_command()
    {
        using var machine = Machines.Started();
        var vp = machine.Claim(1);
        Fill(ref vp);
        // As if the VP had not looked between the host's RUN and its STOP.
        machine.CommandPageOf(1).Command = (SidecarCommand)HandlerNumbers.Sha256Stream;
        machine.Order(1, CpuStatus.STOP);
        machine.AwaitStatus(1, CpuStatus.IDLE);
        Response(ref vp).Stopped.ShouldBeTrue();
        Response(ref vp).Bytes.ShouldBe(0ul, "the handler saw the stop at its first look");
        vp.ShouldAdd();
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_stop_after_the_last_look_of_the_handler_is_neither_lost_nor_mistaken()
    {
        using var machine = Machines.Started();
        machine.OnSharedAccess = AtFirstCompletion.Do(() => machine.StatusOf(1) = (byte)CpuStatus.STOP);
        machine.ShouldServe(1);
        machine.ShouldServe(1);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_stop_of_an_idle_VP_runs_NONE()
    {
        using var machine = Machines.Started();
        machine.Order(1, CpuStatus.STOP);
        machine.AwaitStatus(1, CpuStatus.IDLE);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_removal_with_a_stop_first_lets_the_command_answer()
    {
        using var machine = Machines.Started(2);
        var vp = Begin(machine, 1);
        machine.Node(0).Remove(1, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);
        vp.End(SimulatedMachine.CommandTimeout).ShouldBeTrue(vp.Outcome.Kind.ToString());
        machine.ShouldServe(2);
    }

    internal static VpClient<ProcessorMemory, SimulatedHost> Begin(SimulatedMachine machine, uint vpIndex)
    {
        var vp = machine.Claim(vpIndex);
        Fill(ref vp);
        vp.Begin(HandlerNumbers.Sha256Stream).ShouldBeTrue();
        Machines.Await(() => machine.GlobalsOf(vpIndex).CurrentCommand == HandlerNumbers.Sha256Stream, "the handler to run");
        return vp;
    }

    private static void Fill(ref VpClient<ProcessorMemory, SimulatedHost> vp)
        => System.Runtime.InteropServices.MemoryMarshal.Write(vp.Payload, new HashStream.Request { Bytes = 1UL << 50, Seed = 1 });

    private static HashStream.Response Response<TChannel>(ref TChannel vp)
        where TChannel : struct, ICommandChannel
        => System.Runtime.InteropServices.MemoryMarshal.Read<HashStream.Response>(vp.Payload);
}
