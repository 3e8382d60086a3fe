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
        plan.CommandLine.ShouldBe("scenario=tour node-size=32 idle=auto log=0 trace-pages=16");
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
    public void LinuxGetsItsOwnWordsTimeAndMemory()
    {
        var plan = RunPlan.Create(new() { Machine = new() { Memory = 256L << 20 } }, new() { Host = BootMode.Linux });
        plan.CommandLine.ShouldBe("host=linux node-size=32 idle=auto log=0 trace-pages=16 -- console=ttyS0 panic=-1 oops=panic sidecar.run=vmm sidecar.arg=tour");
        (plan.Timeout, plan.Machine.Memory, plan.IsLinux, plan.SingleThread).ShouldBe((TimeSpan.FromSeconds(300), 1L << 30, true, true));
    }

    [Fact]
    public void ServingHasANetworkAndNoTimeLimit()
    {
        var plan = RunPlan.Create(new() { Linux = new() { Modules = ["virtio_net"] } }, new() { Host = BootMode.Linux, ServePort = 8081 });
        (plan.ServePort, plan.Timeout).ShouldBe((8081, TimeSpan.FromDays(1)));
        plan.Linux.Modules.ShouldBe(["virtio_net", "virtio_pci"]);
        plan.CommandLine.ShouldContain("sidecar.net=10.0.2.15/24 sidecar.run=sidecar-gateway");
    }

    [Fact]
    public void LinuxCanBeToldMore()
    {
        var config = ConfigReader.Read("<cosmos><boot mode=\"linux\" timeout=\"700\"/><linux kernel=\"6.1\" modules=\"virtio_net\" command-line=\"quiet\"/></cosmos>", "x");
        var plan = RunPlan.Create(config, new() { Kernel = "6.12", Append = "nokaslr loglevel=8", Scenario = "soak", Memory = 512L << 20 });
        plan.CommandLine.ShouldEndWith(" sidecar.run=vmm sidecar.arg=soak quiet nokaslr loglevel=8");
        (plan.Linux.Kernel, string.Join(' ', plan.Linux.Modules), plan.Timeout, plan.Machine.Memory).ShouldBe(("6.12", "virtio_net", TimeSpan.FromSeconds(700), 512L << 20));
        (RunPlan.Create(config, new()).Linux.Kernel, RunPlan.Create(config, new() { Kernel = "auto" }).Linux.Kernel).ShouldBe(("6.1", null));
        RunPlan.Create(config, new() { Interactive = true }).CommandLine.ShouldEndWith(" sidecar.run=sh quiet");
        RunPlan.Create(config, new() { Host = BootMode.Monitor }).CommandLine.ShouldStartWith("scenario=tour ");
    }

    [Theory]
    [InlineData(BootMode.Monitor, TcgThreads.Auto, false, false)]
    [InlineData(BootMode.Linux, TcgThreads.Auto, false, true)]
    [InlineData(BootMode.Linux, TcgThreads.Auto, true, false)]
    [InlineData(BootMode.Linux, TcgThreads.Multi, false, false)]
    [InlineData(BootMode.Monitor, TcgThreads.Single, false, true)]
    public void LinuxBelowTheHypervisorIsExecutedOnOneThread(BootMode host, TcgThreads threads, bool noHypervisor, bool single)
        => RunPlan.Create(new(), new() { Host = host, TcgThreads = threads, NoHypervisor = noHypervisor }).SingleThread.ShouldBe(single);

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
