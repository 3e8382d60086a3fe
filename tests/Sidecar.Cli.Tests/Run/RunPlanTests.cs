using System;
using Shouldly;
using Sidecar.Cli.Config;
using Sidecar.Cli.Run;
using Xunit;

namespace Sidecar.Cli.Tests.Run;

public class RunPlanTests
{
    [Fact]
    public void WithoutFlagsItIsTheConfiguration()
    {
        var plan = RunPlan.Create(new(), new());
        (plan.Machine, plan.Sidecar, plan.Boot).ShouldBe((new(), new(), new()));
        plan.CommandLine.ShouldBe("scenario=tour node-size=32 idle=auto log=0 trace-pages=8");
    }

    [Theory]
    [InlineData(2, null, 1)]
    [InlineData(3, null, 1)]
    [InlineData(4, null, 2)]
    [InlineData(64, null, 2)]
    [InlineData(2, 2, 2)]
    public void FewerCpusMakeFewerNodesUnlessTheyAreNamed(int cpus, int? nodes, int result)
        => RunPlan.Create(new(), new() { Cpus = cpus, Nodes = nodes }).Machine.Nodes.ShouldBe(result);

    [Fact]
    public void AFlagAboutTheShapeReplacesPlacedNodes()
    {
        var config = ConfigReader.Read("<cosmos><machine cpus=\"4\" memory=\"1G\"><node cpus=\"0-2\" memory=\"1G\"/><node cpus=\"3\"/></machine></cosmos>", "x");
        RunPlan.Create(config, new() { Accelerator = Accelerator.Tcg }).Machine.PlacedNodes.Length.ShouldBe(2);
        var machine = RunPlan.Create(config, new() { Cpus = 8 }).Machine;
        (machine.PlacedNodes.IsEmpty, machine.Nodes, machine.Cpus).ShouldBe((true, 2, 8));
    }

    [Fact]
    public void NoHypervisorTravelsOnTheCommandLine()
        => RunPlan.Create(new(), new() { NoHypervisor = true }).CommandLine.ShouldEndWith(" no-hypervisor");

    [Fact]
    public void APersonHasNoTimeLimitUnlessOneIsNamed()
    {
        RunPlan.Create(new(), new() { Interactive = true }).Timeout.ShouldBe(TimeSpan.FromDays(1));
        RunPlan.Create(new(), new() { Interactive = true, Timeout = 5 }).Timeout.ShouldBe(TimeSpan.FromSeconds(5));
        RunPlan.Create(new(), new() { Scenario = "soak" }).Timeout.ShouldBe(TimeSpan.FromMinutes(20));
        RunPlan.Create(new(), new() { Scenario = "soak", Timeout = 5 }).Timeout.ShouldBe(TimeSpan.FromSeconds(5));
        RunPlan.Create(new() { Boot = new() { Scenario = "soak", Timeout = 5_000 } }, new()).Timeout.ShouldBe(TimeSpan.FromSeconds(5_000));
        RunPlan.Create(new(), new() { Interactive = true }).CommandLine.ShouldStartWith("interactive ");
    }
}
