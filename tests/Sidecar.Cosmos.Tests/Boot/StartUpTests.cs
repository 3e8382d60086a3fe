using System.Linq;
using Shouldly;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation;
using Sidecar.Simulation.Processors;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Boot;

/// <summary>The kernel comes up on machines of all shapes, by either way of starting a CPU.</summary>
public class StartUpTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(31, false)]
    [InlineData(31, true)]
    [InlineData(63, false)]
    [InlineData(63, true)]
    public void Every_VP_comes_up(int vps, bool hypervisor)
    {
        using var machine = Machines.Started((uint)vps, hypervisor);
        machine.Notes.ShouldBeEmpty();
        machine.Cpus.Skip(1).ShouldAllBe(cpu => cpu.State == ProcessorState.Running);
        Snapshot.Matches(machine.Trace(), $"StartUpTests.Every_VP_comes_up.{vps}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Several_nodes_come_up_each_with_its_own_pages(bool hypervisor)
    {
        using var machine = Machines.Started(1, hypervisor, o => o with { Nodes = MachineOptions.Consecutive(2, 32, 5) });
        for (var node = 0; node < 3; node++)
        {
            ref var control = ref machine.ControlPageOf(node);
            control.Index.ShouldBe((uint)node);
            control.BaseCpu.ShouldBe(machine.Options.Nodes[node].BaseVp);
            control.CpuCount.ShouldBe(machine.Options.Nodes[node].VpCount);
            control.RequestVector.ShouldBe(0x20u);
            control.CpuStatus[0].ShouldBe((byte)CpuStatus.REMOVED);
            machine.Output.Nodes[node].ControlPage.ShouldBe(machine.Layouts[node].ControlPage);
            machine.Output.Nodes[node].ShmemPagesBase.ShouldBe(machine.Layouts[node].SharedPages);
            machine.Output.Nodes[node].ShmemPagesSize.ShouldBe(machine.Layouts[node].SharedPagesSize);
            for (var vp = 1u; vp < control.CpuCount; vp++)
            {
                machine.ShouldServe(control.BaseCpu + vp);
            }
        }
    }

    [Fact]
    public void Nodes_need_not_follow_each_other()
    {
        using var machine = Machines.Started(1, true, o => o with { Nodes = [new(4, 3), new(0, 2), new(20, 4)] });
        Snapshot.Matches(machine.Trace());
        machine.ShouldServe(1);
        machine.ShouldServe(6);
        machine.ShouldServe(23);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_VP_that_the_host_starts_is_left_alone(bool hypervisor)
    {
        using var machine = Machines.Started(9, hypervisor, o => o with { InitialState = vp => vp % 3 == 0 });
        Snapshot.Matches(machine.Trace());
        for (var vp = 1u; vp < 10; vp++)
        {
            machine.StatusOf(vp).ShouldBe((byte)(vp % 3 == 0 ? CpuStatus.IDLE : CpuStatus.REMOVED));
            machine.Cpus[(int)vp].State.ShouldBe(vp % 3 == 0 ? ProcessorState.Running : hypervisor ? ProcessorState.Off : ProcessorState.Parked);
        }
    }

    [Fact]
    public void Fan_out_starts_each_VP_once()
    {
        using var machine = Machines.Started(63, true);
        var starts = machine.Hypervisor!.Calls.Where(call => call.Code == Protocol.Tlfs.HypercallCode.HvCallStartVirtualProcessor).ToList();
        starts.Select(call => call.Target).Order().ShouldBe(Enumerable.Range(1, 63).Select(vp => (uint)vp));
        machine.KernelState.Nodes[0].NextVp.ShouldBeGreaterThanOrEqualTo(64u);
    }

    [Fact]
    public void A_VP_whose_VTL2_is_enabled_already_is_started_all_the_same()
    {
        using var machine = Machines.Create(3, true);
        machine.Hypervisor!.EnableVtl2(2);
        machine.Start().ShouldBeTrue(machine.StartError);
        machine.ShouldServe(2);
    }

    [Fact]
    public void The_host_may_take_its_hypercall_page_away_once_the_kernel_is_up()
    {
        using var machine = Machines.Started(1, true);
        machine.Memory.At<CommandPage>(machine.Hypervisor!.HypercallPage) = default;
        var vp = machine.Claim(1);
        vp.TranslateGva(7, default, out var output).ShouldBeTrue(vp.Outcome.Kind.ToString());
        output.GpaPage.ShouldBe(0x1007ul);
    }
}
