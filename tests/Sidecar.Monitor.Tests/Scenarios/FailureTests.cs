using System.Linq;
using Shouldly;
using Sidecar.Boot.Monitor;
using Sidecar.Monitor.Tests.Hosting;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation;
using Xunit;

namespace Sidecar.Monitor.Tests.Scenarios;

/// <summary>What is not as it should be fails the run, in words that say what.</summary>
public class FailureTests
{
    [Fact]
    public void An_unknown_scenario_is_refused_with_those_that_there_are()
    {
        using var run = MonitorRun.Start(2).Play("tuor");
        run.Passed.ShouldBeFalse();
        run.Report.Passed.ShouldBe(false);
        run.Report.ResultText.ShouldBe("there is no scenario \"tuor\"; there are tour, start, commands, handlers, stop, faults, spin, remove-all, stress, hostile, hello, counter, exits, modes, compute, escape, state, triple, guests, convert, soak, fuzz, bench");
    }

    [Fact]
    public void A_machine_without_a_sidecar_fails_with_the_reason()
    {
        using var run = MonitorRun.Start(2);
        run.Run(new() { Refusal = "no room for it"u8 }).ShouldBeFalse();
        run.Report.Steps.Single().Text.ShouldBe("no room for it");
        run.Report.Steps.Single().Passed.ShouldBeFalse();
        run.Report.Passed.ShouldBe(false);
    }

    [Fact]
    public void A_control_page_of_other_VPs_is_refused()
    {
        using var run = MonitorRun.Start(3, 3);
        run.Machine.ControlPageOf(1).BaseCpu = 7;
        run.Play("start");
        run.Passed.ShouldBeFalse();
        run.Report.Steps.Single().Text.ShouldBe("node 1: the control page does not name the VPs that the shim gave the node");
    }

    [Fact]
    public void A_control_page_that_cannot_be_driven_is_refused()
    {
        using var run = MonitorRun.Start(3);
        run.Machine.ControlPageOf(0).RequestVector = 5;
        run.Play("start");
        run.Report.Steps.Single().Text.ShouldBe("node 0: the control page's request vector is not between 16 and 255");
    }

    [Fact]
    public void VPs_that_are_the_hosts_are_left_alone()
    {
        using var run = MonitorRun.Start(MachineOptions.Consecutive(4, 4), starts: vp => vp is 2 or 5).Play("tour");
        run.Report.Passed.ShouldBe(true, run.Terminal.Console);
        run.Report.Steps[0].Text.ShouldBe("2 VPs in 2 nodes, halted");
        run.Report.Vps.Values.Where(vp => vp.State == "Host").Select(vp => vp.Index).ShouldBe([0, 1, 3, 4, 6, 7]);
    }

    [Fact]
    public void CPUs_outside_every_node_are_the_hosts()
    {
        using var run = MonitorRun.Start([new NodeShape(0, 2), new NodeShape(4, 3)]).Play("start");
        run.Report.Passed.ShouldBe(true, run.Terminal.Console);
        run.Report.Vps.Values.Where(vp => vp.State == "Halted").Select(vp => vp.Index).ShouldBe([1, 5, 6]);
    }

    [Fact]
    public void A_VP_that_was_removed_behind_the_monitors_back_fails_its_step()
    {
        using var run = MonitorRun.Start(3);
        run.Haste = 100;
        run.Machine.Claim(2);
        run.Machine.Node(0).Remove(2, Protocol.Node.RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(Protocol.Node.RemoveResult.Removed);
        run.Machine.StatusOf(0, 2) = (byte)CpuStatus.IDLE;
        run.Run(new MonitorSetup { Scenario = "start"u8 }).ShouldBeFalse();
        run.Report.Steps.ShouldContain(step => step.Name == "none-on-all" && !step.Passed && step.Text == "vp 2: NONE: not finished: no answer in time");
    }
}
