using System;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Samples;
using Sidecar.Simulation.Hypervisor;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>RUN_VP: the guest runs until it is intercepted.</summary>
public sealed class RunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_intercept_ends_the_run_and_says_why(bool isOpenHcl)
    {
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: true, isOpenHcl, null, 2);
        sidecar.Guest(1).Code = guest => GuestExit.Intercept(Intercepts.Halt(++guest[CpuContextX64.R8]));
        var vp = sidecar.Client[1];
        vp.Intercept.Kind.ShouldBe(HvMessageType.HvMessageTypeNone);
        for (var run = 1ul; run <= 20; run++)
        {
            (await vp.RunAsync().WithinAsync()).IsIntercepted.ShouldBeTrue();
            vp.Intercept.Kind.ShouldBe(HvMessageType.HvMessageTypeX64Halt);
            vp.Intercept.Header.Rip.ShouldBe(run);
            vp.CpuContext.Gps[CpuContextX64.R8].ShouldBe(run);
        }
    }

    [Fact]
    public async Task Registers_go_in_and_come_out()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var seen = new ulong[16];
        sidecar.Guest(1).Code = guest =>
        {
            for (var number = 0; number < 16; number++)
            {
                seen[number] = guest[number];
                guest[number] = ~guest[number];
            }

            return GuestExit.Intercept(Intercepts.Halt());
        };
        var vp = sidecar.Client[1];
        for (var number = 0; number < 16; number++)
        {
            vp.CpuContext.Gps[number] = 0x1111_1111_1111_1111ul * (ulong)number;
        }

        await vp.RunAsync().WithinAsync();
        for (var number = 0; number < 16; number++)
        {
            seen[number].ShouldBe(0x1111_1111_1111_1111ul * (ulong)number);
            vp.CpuContext.Gps[number].ShouldBe(~seen[number]);
        }
    }

    [Fact]
    public async Task The_register_page_shows_registers_after_a_run_and_takes_them_at_the_next()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        var hypervisor = sidecar.Machine.Hypervisor!;
        sidecar.Guest(1).Code = _ => GuestExit.Intercept(Intercepts.Halt(hypervisor[1, 0, HvRegisterName.Rip].Low));
        hypervisor[1, 0, HvRegisterName.Rip] = HvRegisterValue.From(0x1000);
        vp.RegisterPage.IsValid.ShouldBe((byte)0);

        await vp.RunAsync().WithinAsync();
        vp.RegisterPage.IsValid.ShouldBe((byte)1);
        vp.RegisterPage.Rip.ShouldBe(0x1000ul);

        vp.RegisterPage.Rip += 2;
        vp.RegisterPage.Dirty.InstructionPointer = true;
        await vp.RunAsync().WithinAsync();
        vp.Intercept.Header.Rip.ShouldBe(0x1002ul);
    }

    [Fact]
    public async Task VPs_of_several_nodes_run_at_once_and_each_gets_its_own_intercept()
    {
        await using var sidecar = SimulatedSidecar.Boot(3, 2, 4);
        sidecar.Client.Nodes.Select(node => (node.Index, node.BaseVp, node.Count)).ShouldBe([(0, 0u, 4u), (1, 4u, 3u), (2, 7u, 5u)]);
        sidecar.Client.Vps.Select(vp => vp.Index).ShouldBe([1u, 2u, 3u, 5u, 6u, 8u, 9u, 10u, 11u]);
        foreach (var vp in sidecar.Client.Vps)
        {
            sidecar.Guest(vp.Index).Code = _ => GuestExit.Intercept(Intercepts.Halt(vp.Index));
        }

        for (var round = 0; round < 10; round++)
        {
            var runs = sidecar.Client.Vps.Select(vp => vp.RunAsync().WithinAsync()).ToArray();
            foreach (var result in await Task.WhenAll(runs))
            {
                result.IsIntercepted.ShouldBeTrue();
            }

            sidecar.Client.Vps.Select(vp => vp.Intercept.Header.Rip).ShouldBe(sidecar.Client.Vps.Select(vp => (ulong)vp.Index));
        }
    }

    [Fact]
    public async Task What_was_copied_stays_when_the_page_changes_and_when_other_commands_follow()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        sidecar.Guest(1).Code = _ => GuestExit.Intercept(Intercepts.Halt(7));
        var vp = sidecar.Client[1];
        await vp.RunAsync().WithinAsync();
        vp.Pages.Command.InterceptMessage.PayloadBuffer[32] = 99;
        await vp.TestAsync().WithinAsync();
        await vp.ShouldServeAsync();
        vp.Intercept.Header.Rip.ShouldBe(7ul);
    }

    [Theory]
    [InlineData(0u, "VP 0 is the base VP of node 0, and the host kernel's")]
    [InlineData(3u, "VP 3 is no node's; there are 0 to 2")]
    [InlineData(uint.MaxValue, "VP 4294967295 is no node's; there are 0 to 2")]
    public async Task Only_the_sidecars_VPs_have_an_object(uint index, string message)
    {
        await using var sidecar = SimulatedSidecar.Boot(2);
        sidecar.Client.TryGetVp(index, out _).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => sidecar.Client[index]).Message.ShouldStartWith(message);
    }

    [Fact]
    public async Task A_task_is_awaited_once_and_one_that_is_awaited_again_harms_nothing()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        var call = vp.CallSumAsync(Serving.Addition(1, 2));
        (await call).Total.ShouldBe(3);
        await Should.ThrowAsync<InvalidOperationException>(async () => await call);
        var next = vp.CallSumAsync(Serving.Addition(3, 4));
        await Should.ThrowAsync<InvalidOperationException>(async () => await call);
        (await next).Total.ShouldBe(7);
    }

    [Fact]
    public async Task Pages_are_the_VPs_while_it_runs()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        var run = vp.RunAsync();
        vp.IsRunning.ShouldBeTrue();
        Should.Throw<SidecarException>(() => vp.CpuContext.Gps[0] = 1).Message.ShouldBe("VP 1: CpuContext is the VP's while a command is under way; wait for it, or stop it");
        Should.Throw<SidecarException>(() => vp.RegisterPage.Rip = 1).Kind.ShouldBe(SidecarErrorKind.Busy);
        vp.Stop().ShouldBeTrue();
        (await run.WithinAsync()).IsStopped.ShouldBeTrue();
        vp.IsRunning.ShouldBeFalse();
        vp.CpuContext.Gps[0] = 1;
    }
}
